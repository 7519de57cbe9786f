// A module tried on examples that are made up: what it throws and returns wrong is known before there is data. Computed
// in pure JavaScript, which needs no installation.
import * as tf from '@tensorflow/tfjs-core';
import { elements } from '../lab/lookup';
import { initialWeights } from '../lab/initializers';
import type { Layer, Model, Shape, Workload, WorkloadShape } from '../lab/kinds';
import { stream } from '../lab/random';
import { inScope } from './engine/record';
import { ModuleMistake } from './module-mistake';
import { readSplits } from './splits';

const EXAMPLES = 2;

/** @throws {ModuleMistake} where `forward` fails or returns something wrong. */
export function tryModel(
  { forward }: Pick<Model, 'forward'>,
  layers: readonly Layer[],
  { input, options }: { readonly input: Shape; readonly options: unknown },
): Promise<void> {
  return tried(() => {
    const weights = initialWeights(layers, stream(0, 'init'));
    const parameters = Object.fromEntries(
      layers.flatMap((layer) =>
        layer.parameters.map(({ name, shape }) => [
          name,
          tf.tensor(weights.get(name) ?? new Float32Array(), [...shape]),
        ]),
      ),
    );
    forward(tf, parameters, numbers([EXAMPLES, ...input]), options, (_, activation) => activation);
  });
}

/** @throws {ModuleMistake} where `loss` or `accuracy` fails or returns something wrong. */
export function tryWorkload(
  { loss, accuracy }: Pick<Workload, 'loss' | 'accuracy'>,
  { outputs }: Pick<WorkloadShape, 'outputs'>,
): Promise<void> {
  return tried(() => {
    const labels = tf.tensor1d(
      Array.from({ length: EXAMPLES }, (_, i) => i % outputs),
      'int32',
    );
    for (const part of [loss, accuracy]) part(tf, numbers([EXAMPLES, outputs]), labels);
  });
}

/**
 * Reads the data of a workload that names no files: it makes them or opens them by itself.
 *
 * @throws {ModuleMistake} where `read` fails or returns something wrong.
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

async function tried(call: () => void): Promise<void> {
  // tfjs's advice to install tfjs-node is ours to give.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-backend-cpu');
  const { registerCpuNoise } = await import('./noise-kernels');
  registerCpuNoise();
  await tf.setBackend('cpu');
  try {
    inScope(tf, call);
  } catch (error) {
    // What pure JavaScript lacks, TensorFlow may have.
    const isLacking = error instanceof Error && /not registered for backend/.test(error.message);
    if (!isLacking || !(error instanceof ModuleMistake)) throw error;
  }
}
