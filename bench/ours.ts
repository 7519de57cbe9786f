// A process that trains with one of our engines, on the iteration that the trainer runs.
import type { TensorMap } from '../src/lab/tf';
import type { EngineName } from '../src/runs/engine-choice';
import type { RuntimeRequest } from '../src/runs/request';
import { loadBackend } from '../src/trainer/backend';
import { maskTensors, startingArrays, upload } from '../src/trainer/device';
import { makeEngine } from '../src/trainer/engine/engines';
import type { Program } from '../src/trainer/engine/engine';
import { loadExperiment } from '../src/trainer/experiment';
import { iterationRows, TRAIN_INPUTS, TRAIN_LABELS, trainingIteration } from '../src/trainer/iteration';
import { shapesOf } from '../src/trainer/tensor-files';
import { readCall, serve } from './serve';
import { readTask, tableOrder } from './task';

const BEGIN = { iteration: 0, learningRate: 'schedule' } as const;

async function main(): Promise<void> {
  const [runtime = '', ...rest] = process.argv.slice(2);
  const { folder, variant, chunk, replicas } = readCall(rest);
  const [name = '', threads = '1'] = variant.split('-');
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
    program: engine.prepare(iteration, { ...data, ...maskTensors(tf, experiment, masks) }),
  }));

  /** Trains all from their start, each a chunk at a time; the losses of each. */
  const train = (chunks: number): readonly (readonly number[])[] => {
    const states = networks.map(({ start }) => start);
    const losses = networks.map((): number[] => []);
    for (let done = 0; done < chunks; done++) {
      networks.forEach(({ program, order, start }, i) => {
        const rows = iterationRows(experiment, order, BEGIN, done * chunk, chunk);
        const before = states[i] ?? start;
        const result: ReturnType<Program['run']> = program.run(before, rows, chunk);
        if (before !== start) tf.dispose(before);
        states[i] = result.state;
        losses[i]?.push(...result.losses);
      });
    }
    states.forEach((state, i) => {
      if (state !== networks[i]?.start) tf.dispose(state);
    });
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
