// The engines `graph`, `mixed` and `xla`: they trace an iteration once, turn it into a TensorFlow loop, and run many
// rows per call. `graph` runs op by op, `mixed` compiles the update with XLA, `xla` compiles everything.
import type { TensorMap, Tf } from '../../lab/tf';
import type { Engine, Iteration, Trained, Trainings } from './engine';
import { loadLoop, sizeOfBatch, type LoadedLoop } from './loaded-loop';
import type { Compiled } from './loop';

const COMPILED = { graph: 'nothing', mixed: 'update', xla: 'all' } as const satisfies Record<
  string,
  Compiled
>;

/** Each program holds its graph and its compiled code: some megabytes, more for a large network. */
const MOST_PROGRAMS = 8;

/**
 * An engine that runs traced iterations. A program belongs to an iteration and the shapes of its inputs: state,
 * constants (masks and data) and rows. One program therefore serves all cells. The engine keeps the most recently used
 * programs, and traces and loads a closed one again on demand.
 */
export function compiledEngine(tf: Tf, name: keyof typeof COMPILED): Engine {
  /** Most recently used last. */
  let programs: readonly {
    readonly iteration: Iteration;
    readonly key: string;
    readonly loop: LoadedLoop;
  }[] = [];
  const close = (count: number): void => {
    for (const { loop } of programs.slice(0, count)) loop.close();
    programs = programs.slice(count);
  };
  const runTogether = (trainings: Trainings): readonly Trained[] => {
    const { iteration } = trainings;
    const key = keyOf(trainings);
    let program = programs.find((one) => one.iteration === iteration && one.key === key);
    if (!program) {
      close(Math.max(0, programs.length + 1 - MOST_PROGRAMS));
      program = { iteration, key, loop: loadLoop(tf, trainings, COMPILED[name]) };
    }
    programs = [...programs.filter((one) => one !== program), program];
    return program.loop.run(trainings);
  };
  return {
    name,
    runTogether,
    prepare: (iteration, shared) => ({
      run(state, rows, iterations) {
        const networks = [{ constants: {}, state, rows }] as const;
        const [trained] = runTogether({ iteration, shared, networks, iterations, places: 1 });
        return trained as Trained;
      },
    }),
    dispose: () => close(programs.length),
  };
}

/** A key that trainings have in common if they can share a program. */
function keyOf(trainings: Trainings): string {
  const { shared, places, networks } = trainings;
  const [{ state, constants, rows }] = networks;
  const sizes = [places, sizeOfBatch(trainings), Object.keys(rows.scalars)];
  return JSON.stringify([...sizes, ...[state, shared, constants].map(shapes)]);
}

const shapes = (arrays: TensorMap): readonly unknown[] =>
  Object.entries(arrays)
    .map(([name, { shape, dtype }]) => [name, shape, dtype] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
