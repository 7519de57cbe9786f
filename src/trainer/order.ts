// The order of training examples: one permutation per epoch, concatenated. A batch may span two epochs, and every epoch
// visits each example once.
import type { Stream } from '../lab/random';

export interface DataOrder {
  /** Example indices of the batches of iterations `first` … `first + iterations − 1`, [iterations, batch]. */
  batches(first: number, iterations: number): Int32Array;
}

/** The order depends only on `random` and the position, so resuming needs no state. */
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
