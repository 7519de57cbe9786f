// How fast this machine trains a spec: a few iterations and one evaluation of the dense net, timed.
import type { Known } from '../language/check';
import type { StartRequest } from '../runs/request';
import { loadBackend } from './backend';
import { eagerEngine } from './engine/eager';
import { loadExperiment } from './experiment';
import { makeTrainer, trainCell } from './train';
import { drawInit } from './cell-start';
import { denseMasks } from './prune';
import { evaluate } from './evaluate';

export interface Speed {
  readonly iterationMs: number;
  readonly evaluationMs: number;
}

const TIME_MS = 1500;

/** Trains for about a second and a half, and throws the result away. */
export async function measure(request: StartRequest): Promise<Speed> {
  const { tf } = await loadBackend(request.runtime);
  const experiment = await loadExperiment(request.spec, request.known as Known, request);
  const trainer = makeTrainer(tf, eagerEngine(tf), experiment);
  const rates: number[] = [];
  const began = performance.now();
  const start = {
    trial: 0,
    begin: { iteration: 0, learningRate: 'schedule' },
    weights: drawInit(experiment, 0),
    masks: denseMasks(experiment),
  } as const;
  const { kind } = await trainCell(trainer, start, undefined, {
    pause: () => Promise.resolve(performance.now() - began > TIME_MS ? 'stop' : 'go on'),
    checkpoint: () => undefined,
    progress: (_, iterationsPerSecond) => rates.push(iterationsPerSecond),
    evaluated: () => undefined,
  });
  if (kind === 'diverged' || rates.length === 0)
    throw new Error('The training diverges in its first iterations.');
  const evaluating = performance.now();
  const weights = Object.fromEntries(
    [...start.weights].map(([name, values]) => [name, tf.tensor(values, shape(name))]),
  );
  evaluate(tf, experiment, weights, trainer.validation);
  // The first chunks pay for what is set up once.
  return { iterationMs: 1000 / Math.max(...rates), evaluationMs: performance.now() - evaluating };

  function shape(name: string): number[] {
    const parameter = experiment.plan.layers
      .flatMap((layer) => layer.parameters)
      .find((candidate) => candidate.name === name);
    return [...(parameter?.shape ?? [])];
  }
}
