// Finds the layer where a training diverged.
import type { Tensor, TensorMap, Tf } from '../lab/tf';
import type { Program, Rows } from './engine/engine';

/**
 * The layer that diverged in a call of `program` whose loss number `bad` is not finite. Reruns the call from the same
 * `state` up to the first `bad` rows, which gives the same bits.
 */
export function culprit(
  tf: Tf,
  program: Program,
  state: TensorMap,
  rows: Rows,
  bad: number,
  parameters: readonly string[],
): string {
  if (bad === 0) return firstBroken(state, parameters);
  const before = program.run(state, rows, bad).state;
  const layer = firstBroken(before, parameters);
  tf.dispose(before);
  return layer;
}

/** The first layer with a value that is not finite, otherwise the layer with the largest weight. */
export function firstBroken(state: TensorMap, names: readonly string[]): string {
  const sizes = names.map((name) => {
    let largest = 0;
    for (const value of (state[name] as Tensor).dataSync<'float32'>()) {
      if (!Number.isFinite(value)) return Infinity;
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  });
  return (names[sizes.indexOf(Math.max(...sizes))] ?? '').replace(/\.[^.]*$/, '');
}
