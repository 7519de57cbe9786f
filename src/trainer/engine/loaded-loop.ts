// A traced loop loaded into TensorFlow: traced from an example, then called with arrays of the same shapes.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Scalar, Tensor, TensorMap, Tf } from '../../lab/tf';
import { fault } from '../../runs/fault';
import { MOST_ROWS, type Trained, type Trainings } from './engine';
import { loopGraph, LOSS, ROW_INPUTS, type Compiled, type Loop } from './loop';
import { nodeBackend } from './node-backend';
import { inScope, traceOf, type Trace } from './trace';
import { encodeSavedModel, TAG } from './saved-model';
import { batched } from './batched';

export interface LoadedLoop {
  run(trainings: Trainings): readonly Trained[];
  close(): void;
}

export const sizeOfBatch = ({ networks, iterations }: Trainings): number =>
  networks[0].rows.batches.length / iterations;

/** Loads a loop that runs `example` and every training with the same shapes. */
export function loadLoop(tf: Tf, example: Trainings, compiled: Compiled): LoadedLoop {
  const { places } = example;
  const backend = nodeBackend(tf);
  const [network] = example.networks;
  const scalarNames = Object.keys(network.rows.scalars);
  const stateNames = Object.keys(network.state);
  const ownNames = Object.keys(network.constants);
  const sharedNames = Object.keys(example.shared);
  const constants = [...ownNames, ...sharedNames];
  const twice = [...stateNames, ...constants].find((name, i, all) => all.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`Two arrays of state and constants are named ${twice}.`);
  const one = traceIteration(tf, example);
  const trace =
    places === 1 ? one : batched(backend.binding, one, places, (name) => !sharedNames.includes(name));
  const shape = { rows: MOST_ROWS, scalars: scalarNames, state: stateNames, constants };
  const loop = loopGraph(backend.binding, trace, shape, compiled);
  const session = openSession(tf, loop);
  const batch = sizeOfBatch(example);
  /** The network axis, if batched. */
  const axis = places === 1 ? [] : [places];
  const together = (tensors: readonly Tensor[]): Tensor =>
    places === 1 ? (tensors[0] as Tensor) : tf.stack([...tensors]);
  const apart = (tensor: Tensor): readonly Tensor[] => (places === 1 ? [tensor] : tf.unstack(tensor));

  const run = ({ networks, iterations, shared }: Trainings): readonly Trained[] => {
    fault('iteration');
    if (iterations > MOST_ROWS)
      throw new Error(`A call runs at most ${MOST_ROWS} iterations, not ${iterations}.`);
    // Unused replicas repeat the first network.
    const all = Array.from({ length: places }, (_, place) => networks[place] ?? networks[0]);
    const batches = new Int32Array(MOST_ROWS * places * batch);
    const scalars = new Float32Array(MOST_ROWS * scalarNames.length * places);
    all.forEach(({ rows }, place) => {
      for (let row = 0; row < iterations; row++) {
        const examples = rows.batches.subarray(row * batch, (row + 1) * batch);
        batches.set(examples, (row * places + place) * batch);
        scalarNames.forEach((name, i) => {
          scalars[(row * scalarNames.length + i) * places + place] = rows.scalars[name]?.[row] ?? NaN;
        });
      }
    });
    const firsts = Int32Array.from(all, ({ rows }) => rows.first);
    const { losses, states } = tf.tidy(() => {
      const arrays = [
        tf.scalar(0, 'int32'),
        tf.scalar(iterations, 'int32'),
        tf.tensor(firsts, axis, 'int32'),
        tf.tensor(batches, [MOST_ROWS, ...axis, batch]),
        tf.tensor(scalars, [MOST_ROWS, scalarNames.length, ...axis]),
        tf.zeros([MOST_ROWS, ...axis]),
        ...stateNames.map((name) => together(all.map(({ state }) => state[name] as Tensor))),
        ...ownNames.map((name) => together(all.map((network) => network.constants[name] as Tensor))),
        ...sharedNames.map((name) => shared[name] as Tensor),
      ];
      const ids = backend.getInputTensorIds(arrays);
      const handles = withRootError(() =>
        backend.binding.runSavedModel(session, ids, loop.feeds, loop.fetches),
      );
      const [first, ...next] = handles.map((handle) => backend.createOutputTensor(handle));
      const parts = next.map(apart);
      return {
        losses: first as Tensor,
        states: networks.map((_, place) =>
          Object.fromEntries(stateNames.map((name, i) => [name, parts[i]?.[place] as Tensor])),
        ),
      };
    });
    const numbers = losses.dataSync<'float32'>();
    tf.dispose(losses);
    return states.map((state, place) => ({
      state,
      losses: Float32Array.from({ length: iterations }, (_, row) => numbers[row * places + place] ?? NaN),
    }));
  };
  return { run, close: () => backend.binding.deleteSavedModel(session) };
}

/** Calls TensorFlow. If it reports several root errors, the thrown message has only the first. */
function withRootError<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const [, first] = /root error\(s\) found\.\s*\(0\) (.*)/.exec(String(error)) ?? [];
    throw first === undefined ? error : new Error(first, { cause: error });
  }
}

/** Traces the first network's iteration on its first row, and on a second row with other examples and scalars. */
function traceIteration(tf: Tf, trainings: Trainings): Trace {
  const { state, rows, constants: own } = trainings.networks[0];
  const constants = { ...own, ...trainings.shared };
  const scalarNames = Object.keys(rows.scalars);
  const code = (inputs: TensorMap): TensorMap => {
    const input = (name: string): Tensor => inputs[name] as Tensor;
    const pick = (names: readonly string[]): TensorMap =>
      Object.fromEntries(names.map((name) => [name, input(name)]));
    const { state: next, loss } = trainings.iteration(
      tf,
      pick(Object.keys(state)),
      {
        batch: input(ROW_INPUTS.batch),
        counter: input(ROW_INPUTS.counter) as Scalar,
        scalars: Object.fromEntries(scalarNames.map((name) => [name, input(ROW_INPUTS.scalar(name))])),
      },
      pick(Object.keys(constants)),
    );
    return { ...next, [LOSS]: loss };
  };
  return inScope(tf, () => {
    const example = (indices: Int32Array, counter: number, factor: number): TensorMap => ({
      ...state,
      ...constants,
      [ROW_INPUTS.batch]: tf.tensor1d(indices, 'int32'),
      [ROW_INPUTS.counter]: tf.scalar(counter, 'int32'),
      ...Object.fromEntries(
        scalarNames.map((name) => [
          ROW_INPUTS.scalar(name),
          tf.scalar(factor * (rows.scalars[name]?.[0] ?? 0)),
        ]),
      ),
    });
    const indices = rows.batches.slice(0, sizeOfBatch(trainings));
    return traceOf(tf, code, [
      example(indices, rows.first, 1),
      example(indices.slice().reverse(), rows.first + 1, 0.5),
    ]);
  });
}

/** The id of a TensorFlow session that holds the loop. */
function openSession(tf: Tf, { graph }: Loop): number {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-program-'));
  try {
    fs.writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph));
    return nodeBackend(tf).binding.loadSavedModel(folder, TAG);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
