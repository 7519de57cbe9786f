// Reads and encodes weights and masks as safetensors files, named by parameter.
import type { Masks, Weights } from '../lab/kinds';
import type { Plan } from '../language/plan';
import { readTensors, tensorsWithChecksum, type Place } from '../runs/checksums';

/** [parameter] → shape, outermost axis first. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

export function shapesOf({ layers }: Pick<Plan, 'layers'>): Shapes {
  return new Map(layers.flatMap((layer) => layer.parameters).map(({ name, shape }) => [name, shape]));
}

export function encodeWeights(weights: Weights, shapes: Shapes, place: Place): Uint8Array {
  return tensorsWithChecksum(
    new Map(
      [...weights].map(([name, data]) => [
        name,
        { dtype: 'F32', shape: shapes.get(name) ?? [data.length], data },
      ]),
    ),
    place,
  );
}

export function encodeMasks(masks: Masks, shapes: Shapes, place: Place): Uint8Array {
  return tensorsWithChecksum(
    new Map(
      [...masks].map(([name, data]) => [
        name,
        { dtype: 'U8', shape: shapes.get(name) ?? [data.length], data },
      ]),
    ),
    place,
  );
}

/** @throws {Error} naming the file, if it is missing, damaged or holds something else. */
export function readWeights(runDir: string, place: Place): Weights {
  return read(runDir, place, (data) => (data instanceof Float32Array ? data : undefined));
}

/** @throws {Error} naming the file, if it is missing, damaged or holds something else. */
export function readMasks(runDir: string, place: Place): Masks {
  return read(runDir, place, (data) => (data instanceof Uint8Array ? data : undefined));
}

function read<T>(
  runDir: string,
  place: Place,
  typed: (data: unknown) => T | undefined,
): ReadonlyMap<string, T> {
  const { tensors } = readTensors(runDir, place);
  return new Map(
    [...tensors].map(([name, { data, dtype }]) => {
      const array = typed(data);
      if (array === undefined) throw new Error(`${place.file}: ${name} has the unexpected type ${dtype}.`);
      return [name, array];
    }),
  );
}
