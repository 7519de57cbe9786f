// The masks and weights that the page was given, and those that it has asked for.
import type { Mask } from '../../runs/mask';
import type { FromMaskPage, MaskPlace, ToMaskPage } from '../messages/masks';

/** Masks that were shown last: to play is to ask for the same again. */
const MOST_MASKS = 64;

export interface Weights {
  /** What the network's training started from, and what it came to; and why one of them is not there. */
  readonly initial?: Float32Array;
  readonly trained?: Float32Array;
  readonly why?: string;
}

export interface MaskStore {
  /** The mask at a place; undefined, and asked for, where it has not come. */
  mask(place: MaskPlace): Mask | undefined;
  weights(place: MaskPlace): Weights | undefined;
  /** Those that have come, without asking. */
  known(place: MaskPlace): { readonly mask?: Mask; readonly weights?: Weights };
  /** Why there is no mask at a place. */
  missing(place: MaskPlace): string | undefined;
  take(message: Extract<ToMaskPage, { readonly place: MaskPlace }>): void;
  /** What was not there may be now. */
  forgetMissing(): void;
}

export const keyOf = ({ trial, arm, round, layer }: MaskPlace): string => `${trial}/${arm}/${round}/${layer}`;

export function maskStore(post: (message: FromMaskPage) => void): MaskStore {
  const masks = new Map<string, Mask>();
  const missing = new Map<string, string>();
  const asked = new Set<string>();
  /** Of one place alone: they are large. */
  let weights: { readonly of: string; readonly values?: Weights } | undefined;
  return {
    mask(place) {
      const key = keyOf(place);
      const known = masks.get(key);
      if (!known && !asked.has(key) && !missing.has(key)) {
        asked.add(key);
        post({ type: 'mask', ...placeOf(place) });
      }
      return known;
    },
    weights(place) {
      const key = keyOf(place);
      if (weights?.of !== key) {
        weights = { of: key };
        post({ type: 'weights', ...placeOf(place) });
      }
      return weights.values;
    },
    known(place) {
      const key = keyOf(place);
      const mask = masks.get(key);
      const values = weights?.of === key ? weights.values : undefined;
      return { ...(mask && { mask }), ...(values && { weights: values }) };
    },
    missing: (place) => missing.get(keyOf(place)),
    take(message) {
      const key = keyOf(message.place);
      if (message.type === 'weights') {
        const { type: _, place: __, ...values } = message;
        if (weights?.of === key) weights = { of: key, values };
        return;
      }
      asked.delete(key);
      if (message.type === 'missing') missing.set(key, message.why);
      else {
        masks.delete(key);
        masks.set(key, { shape: message.shape, bits: message.bits });
        for (const old of [...masks.keys()].slice(0, -MOST_MASKS)) masks.delete(old);
      }
    },
    forgetMissing: () => missing.clear(),
  };
}

/** A place without what else is chosen. */
export const placeOf = ({ trial, arm, round, layer }: MaskPlace): MaskPlace => ({ trial, arm, round, layer });
