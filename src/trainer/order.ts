// The order in which examples are seen: one permutation per epoch, strung together, so that a batch may cross from
// one epoch into the next and every example is seen once in each.
import type { Stream } from '../lab/random';

export interface DataOrder {
  /** Example indices of the batches of iterations `first` … `first + iterations − 1`, [iterations, batch]. */
  batches(first: number, iterations: number): Int32Array;
}

/** The order depends on `random` and the position alone: nothing is kept to resume in the middle. */
export function dataOrder(random: Stream, examples: number, batch: number): DataOrder {
  let epoch = -1;
  let permutation: Int32Array = new Int32Array();
  return {
    batches(first, iterations) {
      const rows = new Int32Array(iterations * batch);
      for (let i = 0; i < rows.length; i++) {
        const position = first * batch + i;
        const wanted = Math.floor(position / examples);
        if (wanted !== epoch) {
          permutation = random.at(wanted).permutation(examples);
          epoch = wanted;
        }
        rows[i] = permutation[position % examples] ?? 0;
      }
      return rows;
    },
  };
}
