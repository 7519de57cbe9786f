// Tests a runtime for the runner, in a process that may crash.
import type { RuntimeRequest } from '../runs/request';
import { loadBackend } from './backend';

export interface ProbeAnswer {
  readonly backend: string;
  readonly library: string;
  readonly device: 'CPU' | 'GPU';
  readonly cpuFeatures: string;
}

/**
 * Loads the runtime and computes a gradient whose value is known exactly.
 *
 * @throws {Error} if the runtime does not load, or the result is wrong.
 */
export async function probe(runtime: RuntimeRequest): Promise<ProbeAnswer> {
  const { tf, computedWith } = await loadBackend(runtime);
  const side = 64;
  const ramp = (step: number): number[] =>
    Array.from({ length: side * side }, (_, i) => ((i * step) % 7) - 3);
  const [a, b] = [ramp(3), ramp(5)];
  // Each row of d/da sum(a·b) holds the row sums of b. All values are small integers, so nothing is rounded.
  const gradient = tf.grad((x) => tf.sum(tf.matMul(x, tf.tensor(b, [side, side]))));
  const found = gradient(tf.tensor(a, [side, side])).dataSync();
  for (let i = 0; i < a.length; i++) {
    const row = (i % side) * side;
    const expected = b.slice(row, row + side).reduce((sum, value) => sum + value, 0);
    if (found[i] !== expected)
      throw new Error(
        `It computes wrong numbers: element ${i} of a gradient is ${String(found[i])}, not ${expected}.`,
      );
  }
  const { backend, library, device, cpuFeatures } = computedWith;
  return { backend, library, device, cpuFeatures };
}
