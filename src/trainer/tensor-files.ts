// Weights and masks as safetensors files, named by parameter.
import fs from 'node:fs';
import type { Masks, Weights } from '../lab/kinds';
import type { Plan } from '../language/plan';
import { decode, encode } from '../runs/safetensors';

/** [parameter] → shape, outermost axis first. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

export function shapesOf({ layers }: Pick<Plan, 'layers'>): Shapes {
  return new Map(layers.flatMap((layer) => layer.parameters).map(({ name, shape }) => [name, shape]));
}

export function encodeWeights(weights: Weights, shapes: Shapes): Uint8Array {
  return encode(
    new Map(
      [...weights].map(([name, data]) => [
        name,
        { dtype: 'F32', shape: shapes.get(name) ?? [data.length], data },
      ]),
    ),
  );
}

export function encodeMasks(masks: Masks, shapes: Shapes): Uint8Array {
  return encode(
    new Map(
      [...masks].map(([name, data]) => [
        name,
        { dtype: 'U8', shape: shapes.get(name) ?? [data.length], data },
      ]),
    ),
  );
}

/** @throws {Error} naming the file where it is missing, torn or holds something else. */
export function readWeights(file: string): Weights {
  return read(file, (data) => (data instanceof Float32Array ? data : undefined));
}

/** @throws {Error} naming the file where it is missing, torn or holds something else. */
export function readMasks(file: string): Masks {
  return read(file, (data) => (data instanceof Uint8Array ? data : undefined));
}

function read<T>(file: string, typed: (data: unknown) => T | undefined): ReadonlyMap<string, T> {
  const { tensors } = decode(new Uint8Array(fs.readFileSync(file)), file);
  return new Map(
    [...tensors].map(([name, { data, dtype }]) => {
      const array = typed(data);
      if (array === undefined)
        throw new Error(`${file}: ${name} has the type ${dtype}, which is not expected there.`);
      return [name, array];
    }),
  );
}
