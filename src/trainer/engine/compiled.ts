// The engines `graph`, `mixed` and `xla`: an iteration is recorded once, becomes a loop inside TensorFlow, and runs many
// rows in one call: op by op, with the update compiled by XLA, or all compiled.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Scalar, Tensor, TensorMap, Tf } from '../../lab/tf';
import { fault } from '../../runs/fault';
import { MOST_ROWS, type Engine, type Iteration, type Rows } from './engine';
import { loopGraph, LOSS, ROW_INPUTS, type Compiled, type Loop } from './loop';
import { nodeBackend } from './node-backend';
import { inScope, record, type Recording } from './record';
import { encodeSavedModel, TAG } from './saved-model';

type Result = ReturnType<ReturnType<Engine['prepare']>['run']>;

/** A program in the library, ready for any arrays of its shapes. */
interface Loaded {
  run(state: TensorMap, constants: TensorMap, rows: Rows, iterations: number): Result;
  close(): void;
}

const COMPILED = { graph: 'nothing', mixed: 'update', xla: 'all' } as const satisfies Record<
  string,
  Compiled
>;

/** Each holds its graph and what was compiled of it: some megabytes, more for a large network. */
const MOST_PROGRAMS = 8;

/**
 * An engine that runs recorded iterations. A program is of an iteration and of the shapes of what it takes: state,
 * constants (masks and data) and rows are its inputs, so that one serves all cells. Those that were used last are kept;
 * one that was closed is recorded and loaded again where it is needed.
 */
export function compiledEngine(tf: Tf, name: keyof typeof COMPILED): Engine {
  /** The last used last. */
  let programs: readonly { readonly iteration: Iteration; readonly key: string; readonly loaded: Loaded }[] =
    [];
  const close = (count: number): void => {
    for (const { loaded } of programs.slice(0, count)) loaded.close();
    programs = programs.slice(count);
  };
  return {
    name,
    prepare: (iteration, constants) => ({
      run(state, rows, iterations) {
        const batch = rows.batches.length / iterations;
        const key = JSON.stringify([batch, Object.keys(rows.scalars), shapes(state), shapes(constants)]);
        let program = programs.find((one) => one.iteration === iteration && one.key === key);
        if (!program) {
          close(Math.max(0, programs.length + 1 - MOST_PROGRAMS));
          const loaded = load(tf, { iteration, state, constants, rows, batch }, COMPILED[name]);
          program = { iteration, key, loaded };
        }
        programs = [...programs.filter((one) => one !== program), program];
        return program.loaded.run(state, constants, rows, iterations);
      },
    }),
    dispose: () => close(programs.length),
  };
}

const shapes = (arrays: TensorMap): readonly unknown[] =>
  Object.entries(arrays)
    .map(([name, { shape, dtype }]) => [name, shape, dtype] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

/** An iteration with arrays that it can be recorded on. */
interface Example {
  readonly iteration: Iteration;
  readonly state: TensorMap;
  readonly constants: TensorMap;
  readonly rows: Rows;
  readonly batch: number;
}

function load(tf: Tf, example: Example, compiled: Compiled): Loaded {
  const { state, constants, rows, batch } = example;
  const backend = nodeBackend(tf);
  const scalarNames = Object.keys(rows.scalars);
  const stateNames = Object.keys(state);
  const constantNames = Object.keys(constants);
  const twice = stateNames.find((name) => name in constants);
  if (twice !== undefined) throw new Error(`${twice} is the name of a state array and of a constant.`);
  const shape = { rows: MOST_ROWS, batch, scalars: scalarNames, state: stateNames, constants: constantNames };
  const loop = loopGraph(backend.binding, recordIteration(tf, example), shape, compiled);
  const session = openSession(tf, loop);

  const run: Loaded['run'] = (from, held, { batches, first, scalars }, iterations) => {
    fault('iteration');
    if (iterations > MOST_ROWS)
      throw new Error(`A call takes at most ${MOST_ROWS} iterations, not ${iterations}.`);
    const paddedBatches = new Int32Array(MOST_ROWS * batch);
    paddedBatches.set(batches);
    const table = new Float32Array(MOST_ROWS * scalarNames.length);
    scalarNames.forEach((name, column) => {
      scalars[name]?.forEach((value, row) => (table[row * scalarNames.length + column] = value));
    });
    const own = [
      tf.scalar(0, 'int32'),
      tf.scalar(iterations, 'int32'),
      tf.scalar(first, 'int32'),
      tf.tensor2d(paddedBatches, [MOST_ROWS, batch]),
      tf.tensor2d(table, [MOST_ROWS, scalarNames.length]),
      tf.zeros([MOST_ROWS]),
    ];
    const arrays = [
      ...own,
      ...stateNames.map((name) => from[name] as Tensor),
      ...constantNames.map((name) => held[name] as Tensor),
    ];
    const ids = backend.getInputTensorIds(arrays);
    const handles = backend.binding.runSavedModel(session, ids, loop.feeds, loop.fetches);
    tf.dispose(own);
    const [losses, ...next] = handles.map((handle) => backend.createOutputTensor(handle));
    const values = Float32Array.from((losses as Tensor).dataSync<'float32'>().subarray(0, iterations));
    tf.dispose(losses);
    return {
      losses: values,
      state: Object.fromEntries(stateNames.map((name, i) => [name, next[i] as Tensor])),
    };
  };
  return { run, close: () => backend.binding.deleteSavedModel(session) };
}

/** Records an iteration on its first row, and on one with other examples and other numbers. */
function recordIteration(tf: Tf, { iteration, state, constants, rows, batch }: Example): Recording {
  const scalarNames = Object.keys(rows.scalars);
  const code = (inputs: TensorMap): TensorMap => {
    const input = (name: string): Tensor => inputs[name] as Tensor;
    const pick = (names: readonly string[]): TensorMap =>
      Object.fromEntries(names.map((name) => [name, input(name)]));
    const { state: next, loss } = iteration(
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
    const indices = rows.batches.slice(0, batch);
    return record(tf, code, [
      example(indices, rows.first, 1),
      example(indices.slice().reverse(), rows.first + 1, 0.5),
    ]);
  });
}

/** The library's number of a session with the loop in it. */
function openSession(tf: Tf, { graph }: Loop): number {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-program-'));
  try {
    fs.writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph));
    return nodeBackend(tf).binding.loadSavedModel(folder, TAG);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
