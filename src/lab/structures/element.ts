import type { Scored, Structure } from '../kinds';
import { elements } from '../lookup';
import { noOptions } from '../options';

/** Individual weights. Among equal scores, the lower index is pruned first. */
export const element: Structure = {
  name: 'element',
  description: 'Removes individual weights (unstructured pruning).',
  reference: 'Han et al. 2015, arXiv:1506.02626; Frankle & Carbin 2019, arXiv:1803.03635',
  semantics: 1,
  options: noOptions,
  project(parameters, keep) {
    const alive = parameters.map(aliveScores);
    const count = alive.reduce((sum, scores) => sum + scores.length, 0);
    if (!Number.isInteger(keep) || keep < 0 || keep > count) {
      throw new Error(`Cannot keep ${keep} of ${count} remaining weights`);
    }
    const remove = count - keep;
    const sorted = new Float32Array(count);
    let offset = 0;
    for (const scores of alive) {
      sorted.set(scores, offset);
      offset += scores.length;
    }
    // Sorting puts −0 before +0, but only the threshold's value is used below, where they are equal.
    sorted.sort();
    const threshold = remove === 0 ? -Infinity : (sorted[remove - 1] ?? 0);
    // Remove everything below the threshold, then as many ties at the threshold as needed.
    let ties = remove - countBelow(sorted, threshold);
    return parameters.map(({ scores, mask }) =>
      mask.map((isAlive, i) => {
        const score = scores[i] ?? 0;
        if (isAlive === 0 || score < threshold) return 0;
        if (score > threshold || ties === 0) return 1;
        ties -= 1;
        return 0;
      }),
    );
  },
  check: (mask, shape) =>
    mask.length === elements(shape) && mask.every((value) => value === 0 || value === 1),
};

/** The scores of a parameter's remaining weights. Throws on NaN, which has no rank. */
function aliveScores({ scores, mask, shape }: Scored): Float32Array {
  const alive = scores.filter((_, i) => mask[i] !== 0);
  if (alive.some(Number.isNaN)) {
    const index = scores.findIndex((score, i) => mask[i] !== 0 && Number.isNaN(score));
    throw new Error(
      `The score of weight ${index} in a parameter of shape [${shape.join(', ')}] is NaN; ` +
        "the weights or the criterion's scores are no longer finite",
    );
  }
  return alive;
}

/** The number of values below `threshold` in ascending numbers. */
function countBelow(sorted: Float32Array, threshold: number): number {
  const first = sorted.findIndex((score) => score >= threshold);
  return first < 0 ? sorted.length : first;
}
