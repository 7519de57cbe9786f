// Messages between the mask page and its host. Masks travel as packed bits and weights as float arrays, not as text.
import { Type, type Static } from 'typebox';
import type { Magnitudes } from '../../runs/magnitudes';
import { sizeOf } from '../../runs/mask';
import { few, fromAnyPage, name, natural, reader, errorMessage } from './message';

/** Identifies a layer's mask in a network. */
const place = { trial: natural, arm: name, round: natural, layer: name };
const placeSchema = Type.Object(place);
export type MaskPlace = Static<typeof placeSchema>;

const fromMaskPage = Type.Union([
  ...fromAnyPage,
  Type.Object({ type: Type.Literal('mask'), ...place }),
  Type.Object({ type: Type.Literal('weights'), ...place }),
  Type.Object({ type: Type.Literal('magnitudes'), ...place }),
  /** Saves all weights of a layer to a file that the user picks. */
  Type.Object({ type: Type.Literal('csv'), ...place }),
  Type.Object({ type: Type.Literal('open'), what: Type.Enum(['run', 'spec']) }),
]);
export type FromMaskPage = Static<typeof fromMaskPage>;
export const readFromMaskPage = reader<FromMaskPage>(fromMaskPage);

const shape = Type.Array(natural, { minItems: 1 });
const facts = Type.Object({
  path: Type.String(),
  name: Type.String(),
  trials: few,
  arms: Type.Array(Type.String()),
  rounds: Type.Array(Type.Object({ round: natural, density: Type.Number() }), { minItems: 1 }),
  /** In network order if known. */
  layers: Type.Array(Type.Object({ name, shape })),
  /** Shape of an input image, [height, width, channels]; absent for other inputs. */
  image: Type.Optional(Type.Array(natural)),
  /** The layer that reads the image. */
  reads: Type.Optional(name),
  /** The trained networks, as `trial/arm/round`. */
  cells: Type.Array(Type.String()),
});
export type MaskFacts = Static<typeof facts>;

/** A histogram as `runs/magnitudes.ts` computes it. */
const magnitudes = Type.Object({
  most: Type.Number(),
  kept: Type.Array(natural),
  pruned: Type.Array(natural),
  threshold: Type.Optional(Type.Number()),
  /** The round that is pruned from these weights. */
  next: Type.Optional(natural),
});
export type LayerMagnitudes = Magnitudes & { readonly next?: number };

const packed = Type.Unknown();
const toMaskPage = Type.Union([
  Type.Object({ type: Type.Literal('masks'), facts, show: Type.Optional(Type.Partial(placeSchema)) }),
  Type.Object({ type: Type.Literal('mask'), place: placeSchema, shape, bits: packed }),
  Type.Object({
    type: Type.Literal('weights'),
    place: placeSchema,
    /** The network's initial and trained weights, and the reason if one is missing. */
    initial: Type.Optional(packed),
    trained: Type.Optional(packed),
    why: Type.Optional(Type.String()),
  }),
  Type.Object({
    type: Type.Literal('magnitudes'),
    place: placeSchema,
    /** Absent with the reason. */
    magnitudes: Type.Optional(magnitudes),
    why: Type.Optional(Type.String()),
  }),
  /** A requested mask is unreadable. */
  Type.Object({ type: Type.Literal('missing'), place: placeSchema, why: Type.String() }),
  errorMessage,
]);
export type ToMaskPage =
  | { readonly type: 'masks'; readonly facts: MaskFacts; readonly show?: Partial<MaskPlace> }
  | {
      readonly type: 'mask';
      readonly place: MaskPlace;
      readonly shape: readonly number[];
      readonly bits: Uint8Array;
    }
  | {
      readonly type: 'weights';
      readonly place: MaskPlace;
      readonly initial?: Float32Array;
      readonly trained?: Float32Array;
      readonly why?: string;
    }
  | {
      readonly type: 'magnitudes';
      readonly place: MaskPlace;
      readonly magnitudes?: LayerMagnitudes;
      readonly why?: string;
    }
  | { readonly type: 'missing'; readonly place: MaskPlace; readonly why: string }
  | { readonly type: 'error'; readonly message: string };

const isFloats = (value: unknown): boolean => value === undefined || value instanceof Float32Array;

export const readToMaskPage = reader<ToMaskPage>(toMaskPage, (message) => {
  if (message.type === 'mask')
    return message.bits instanceof Uint8Array && message.bits.length === Math.ceil(sizeOf(message.shape) / 8);
  return message.type !== 'weights' || (isFloats(message.initial) && isFloats(message.trained));
});
