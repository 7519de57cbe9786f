// The state of a training in progress: everything that the rest of it depends on, as host arrays. Randomness is
// counter-based and needs no state.
import type { Evaluation } from '../runs/types';
import type { Shapes } from './tensor-files';
import type { NamedTensors } from '../runs/safetensors';
import { openTensors, tensorsWithChecksum, type Place } from '../runs/checksums';

export interface TrainingState {
  /** Updates made so far, counted from the start of the dense training. */
  readonly iteration: number;
  /** Weights and optimizer slots by name. */
  readonly arrays: ReadonlyMap<string, Float32Array>;
  /** Training losses since the last evaluation. */
  readonly losses: Float32Array;
  readonly evaluations: readonly Evaluation[];
  /** Weights at the lowest validation loss so far. */
  readonly best: ReadonlyMap<string, Float32Array>;
  /** Weights at the iteration that later rounds rewind to, once it has passed. */
  readonly saved: ReadonlyMap<string, Float32Array>;
}

const GROUPS = ['arrays', 'best', 'saved'] as const;

/** Encodes a checkpoint file. `round` identifies the cell of its arm. */
export function encodeCheckpoint(
  state: TrainingState,
  round: number,
  shapes: Shapes,
  place: Place,
): Uint8Array {
  const tensors: NamedTensors = new Map([
    ['losses', { dtype: 'F32', shape: [state.losses.length], data: state.losses }],
    ...GROUPS.flatMap((group) =>
      [...state[group]].map(([name, data]) => {
        const shape = shapes.get(name.split(':')[0] ?? name) ?? [data.length];
        return [`${group}/${name}`, { dtype: 'F32', shape, data }] as const;
      }),
    ),
  ]);
  const { iteration, evaluations } = state;
  return tensorsWithChecksum(tensors, place, {
    round: String(round),
    iteration: String(iteration),
    evaluations: JSON.stringify(evaluations),
  });
}

/**
 * Decodes a checkpoint; undefined if it belongs to another round.
 *
 * @throws {BadFileError} if it is damaged, or belongs to another arm or run.
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  file: string,
  round: number,
  place: Place,
): TrainingState | undefined {
  const { tensors, metadata } = openTensors(bytes, file, place);
  if (metadata.round !== String(round)) return undefined;
  const group = (prefix: string): Map<string, Float32Array> =>
    new Map(
      [...tensors].flatMap(([name, { data }]) =>
        name.startsWith(prefix) && data instanceof Float32Array ? [[name.slice(prefix.length), data]] : [],
      ),
    );
  return {
    iteration: Number(metadata.iteration),
    evaluations: JSON.parse(metadata.evaluations ?? '[]') as Evaluation[],
    losses: group('losses').get('') ?? new Float32Array(),
    arrays: group('arrays/'),
    best: group('best/'),
    saved: group('saved/'),
  };
}
