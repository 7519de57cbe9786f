// Finding where a training's numbers broke.
import type { Tensor, TensorMap, Tf } from '../lab/tf';
import type { Program, Rows } from './engine/engine';

/**
 * The layer where numbers broke in a call of `program` whose loss number `bad` is not finite: the call is run again up
 * to there, from the same `state` with its first `bad` rows, which gives the same bits.
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

/** The first layer with a number that is not finite, else the one with the largest weight. */
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
