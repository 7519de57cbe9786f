// The engine `eager`: runs each op as the iteration's code calls it. Slow, but correct on every backend.
import type { Tensor, TensorMap, Tf } from '../../lab/tf';
import { fault } from '../../runs/fault';
import type { Engine } from './engine';

export function eagerEngine(tf: Tf): Engine {
  const prepare: Engine['prepare'] = (iteration, constants) => ({
    run(start, rows, iterations) {
      const batchSize = rows.batches.length / iterations;
      const losses: Tensor[] = [];
      let state: TensorMap = start;
      for (let row = 0; row < iterations; row++) {
        fault('iteration');
        const result = tf.tidy(() => {
          const batch = tf.tensor1d(rows.batches.slice(row * batchSize, (row + 1) * batchSize), 'int32');
          const scalars = Object.fromEntries(
            Object.entries(rows.scalars).map(([name, values]) => [name, tf.scalar(values[row] ?? NaN)]),
          );
          const counter = tf.scalar(rows.first + row, 'int32');
          const { state: next, loss } = iteration(tf, state, { batch, counter, scalars }, constants);
          return { ...next, [LOSS]: loss };
        });
        const { [LOSS]: loss, ...next } = result;
        losses.push(loss);
        if (state !== start) tf.dispose(state);
        state = next;
      }
      const values = tf.tidy(() => tf.stack(losses).dataSync<'float32'>());
      tf.dispose(losses);
      return { state, losses: new Float32Array(values) };
    },
  });
  return {
    name: 'eager',
    prepare,
    runTogether: ({ iteration, shared, networks, iterations }) =>
      networks.map(({ constants, state, rows }) =>
        prepare(iteration, { ...shared, ...constants }).run(state, rows, iterations),
      ),
    dispose: () => undefined,
  };
}

/** Name under which the loss leaves `tidy` together with the state; no state array can have it. */
const LOSS = '\0loss';
