// Runs a module on synthetic examples, to find errors and wrong results before there is data. Uses pure JavaScript,
// which needs no installation.
import * as tf from '@tensorflow/tfjs-core';
import { elements } from '../lab/lookup';
import { initialWeights } from '../lab/initializers';
import type { Layer, Model, Shape, Workload, WorkloadShape } from '../lab/kinds';
import { stream } from '../lab/random';
import { inScope } from './engine/trace';
import { ModuleMistake } from './module-mistake';
import { readSplits } from './splits';

const EXAMPLES = 2;

/**
 * The names of the parameters that `forward` does not use.
 *
 * @throws {ModuleMistake} if `forward` throws or returns a wrong result.
 */
export async function tryModel(
  { forward }: Pick<Model, 'forward'>,
  layers: readonly Layer[],
  { input, options }: { readonly input: Shape; readonly options: unknown },
): Promise<readonly string[]> {
  const unused = new Set<PropertyKey>(layers.flatMap((layer) => layer.parameters.map(({ name }) => name)));
  const isDone = await tried(() => {
    const weights = initialWeights(layers, stream(0, 'init'));
    const parameters = Object.fromEntries(
      layers.flatMap((layer) =>
        layer.parameters.map(({ name, shape }) => [
          name,
          tf.tensor(weights.get(name) ?? new Float32Array(), [...shape]),
        ]),
      ),
    );
    const watched = new Proxy(parameters, {
      get: (all, name) => {
        unused.delete(name);
        return Reflect.get(all, name) as unknown;
      },
      // Code that lists the parameters may use any of them.
      ownKeys: (all) => {
        unused.clear();
        return Reflect.ownKeys(all);
      },
    });
    forward(tf, watched, numbers([EXAMPLES, ...input]), options, (_, activation) => activation);
  });
  return isDone ? [...unused].map(String) : [];
}

/** @throws {ModuleMistake} if `loss` or `accuracy` throws or returns a wrong result. */
export async function tryWorkload(
  { loss, accuracy }: Pick<Workload, 'loss' | 'accuracy'>,
  { outputs }: Pick<WorkloadShape, 'outputs'>,
): Promise<void> {
  await tried(() => {
    const labels = tf.tensor1d(
      Array.from({ length: EXAMPLES }, (_, i) => i % outputs),
      'int32',
    );
    for (const part of [loss, accuracy]) part(tf, numbers([EXAMPLES, outputs]), labels);
  });
}

/**
 * Reads the data of a workload that declares no files, because it generates or opens its data itself.
 *
 * @throws {ModuleMistake} if `read` throws or returns a wrong result.
 */
export function tryRead(entry: Workload, options: unknown, who: string): void {
  const { input, outputs, ...examples } = entry.shape(options);
  if (entry.files(options).length > 0) return;
  readSplits(
    { entry, options, who, isModule: true },
    { input, outputs, examples },
    {},
    stream(0, 'workload'),
  );
}

function numbers(shape: readonly number[]): tf.Tensor {
  const draws = stream(0, 'examples');
  return tf.tensor(
    Float32Array.from({ length: elements(shape) }, () => draws.uniform()),
    [...shape],
  );
}

/** False if the call stopped at an op that pure JavaScript lacks. */
async function tried(call: () => void): Promise<boolean> {
  // Silences tfjs's advice to install tfjs-node; Ticket gives its own.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-backend-cpu');
  const { registerCpuNoise } = await import('./noise-kernels');
  registerCpuNoise();
  await tf.setBackend('cpu');
  try {
    inScope(tf, call);
    return true;
  } catch (error) {
    const isLacking = error instanceof Error && /not registered for backend/.test(error.message);
    if (!isLacking || !(error instanceof ModuleMistake)) throw error;
    return false;
  }
}
