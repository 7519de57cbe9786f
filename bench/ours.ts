// A contestant that runs the trainer's iteration on one of Ticket's engines.
import type { TensorMap } from '../src/lab/tf';
import type { EngineName } from '../src/runs/engine-choice';
import type { RuntimeRequest } from '../src/runs/request';
import { loadBackend } from '../src/trainer/backend';
import { maskTensors, startingArrays, upload } from '../src/trainer/device';
import { makeEngine } from '../src/trainer/engine/engines';
import type { Trained, Training, Trainings } from '../src/trainer/engine/engine';
import { loadExperiment } from '../src/trainer/experiment';
import { iterationRows, TRAIN_INPUTS, TRAIN_LABELS, trainingIteration } from '../src/trainer/iteration';
import { shapesOf } from '../src/trainer/tensor-files';
import { readCall, serve } from './serve';
import { readTask, tableOrder } from './task';

const BEGIN = { iteration: 0, learningRate: 'schedule' } as const;

async function main(): Promise<void> {
  const [runtime = '', ...rest] = process.argv.slice(2);
  const { folder, variant, chunk, replicas } = readCall(rest);
  const [name = '', threads = '1', arrangement = ''] = variant.split('-');
  const { tf, computedWith } = await loadBackend(JSON.parse(runtime) as RuntimeRequest, Number(threads));
  const { task, inputs, labels, replica } = readTask(folder);
  const experiment = await loadExperiment(task.experiment.spec, task.experiment.known, task.experiment);
  const engine = makeEngine(tf, name as EngineName);
  const iteration = trainingIteration(experiment);
  const shapes = shapesOf(experiment.plan);
  const data: TensorMap = {
    [TRAIN_INPUTS]: tf.tensor(inputs, [task.examples, ...task.input]),
    [TRAIN_LABELS]: tf.tensor1d(labels, 'int32'),
  };
  const networks = replicas.map(replica).map(({ weights, masks, batches }) => ({
    order: tableOrder(batches, task.batch),
    start: upload(tf, shapes, startingArrays(experiment, weights)),
    constants: maskTensors(tf, experiment, masks),
  }));
  const isTogether = arrangement === 'together';

  /** Trains all networks from their initial weights, a chunk at a time; returns the losses of each. */
  const train = (chunks: number): readonly (readonly number[])[] => {
    let states = networks.map(({ start }) => start);
    const losses = networks.map((): number[] => []);
    for (let done = 0; done < chunks; done++) {
      const trainings = networks.map(({ order, constants }, i): Training => ({
        constants,
        state: states[i] ?? {},
        rows: iterationRows(experiment, order, BEGIN, done * chunk, chunk),
      }));
      const run = (some: readonly Training[]): readonly Trained[] =>
        engine.runTogether({
          ...{ iteration, shared: data, iterations: chunk, places: some.length },
          networks: some as Trainings['networks'],
        });
      const trained = isTogether ? run(trainings) : trainings.flatMap((one) => run([one]));
      if (done > 0) tf.dispose([...states]);
      states = trained.map(({ state }) => state);
      trained.forEach((one, i) => losses[i]?.push(...one.losses));
    }
    if (chunks > 0) tf.dispose([...states]);
    return losses;
  };

  const guard = train(Math.ceil(task.guardIterations / chunk));
  const ready = {
    losses: guard.map((losses) => losses[task.guardIterations - 1] ?? NaN),
    device: computedWith.device,
    library: `TensorFlow ${computedWith.library} (${computedWith.backend})`,
  };
  await serve(ready, (chunks) => void train(chunks));
}

void main();
