// A contestant that trains like typical tfjs-node code: variables, `tf.train.adam`, and default settings (a thread per
// core, oneDNN). It masks the gradients between `computeGradients` and `applyGradients`, the two steps of `minimize`.
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { RuntimeRequest } from '../src/runs/request';
import { loadExperiment } from '../src/trainer/experiment';
import { readCall, serve } from './serve';
import { readTask, tableOrder } from './task';

/** Loads TensorFlow like src/trainer/tensorflow.ts, without its settings; resolves to the version. */
async function loadTensorFlow(runtime: RuntimeRequest): Promise<string> {
  if (runtime.kind !== 'tensorflow') throw new Error('TensorFlow is missing.');
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
  const addon = { exports: {} as { TF_Version?: string } };
  process.dlopen(addon, runtime.addon);
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  await import('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { NodeJSKernelBackend } = await import('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(addon.exports as never, 'ticket'), 3);
  await tf.setBackend('tensorflow');
  return addon.exports.TF_Version ?? 'unknown';
}

async function main(): Promise<void> {
  const [runtime = '', ...rest] = process.argv.slice(2);
  const { folder, chunk, replicas } = readCall(rest);
  const version = await loadTensorFlow(JSON.parse(runtime) as RuntimeRequest);
  const { task, inputs, labels, replica } = readTask(folder);
  const { model, workload } = await loadExperiment(
    task.experiment.spec,
    task.experiment.known,
    task.experiment,
  );
  const { learningRate, beta1, beta2, epsilon } = task.optimizer;
  const x = tf.tensor(inputs, [task.examples, ...task.input]);
  const y = tf.tensor1d(labels, 'int32');
  const networks = replicas.map(replica).map(({ weights, masks, batches }) => {
    const tensor = (name: string, values: Float32Array): tf.Tensor =>
      tf.tensor(values, [...(task.parameters.find((one) => one.name === name)?.shape ?? [])]);
    return {
      order: tableOrder(batches, task.batch),
      start: [...weights].map(([name, values]) => [name, tensor(name, values)] as const),
      masks: Object.fromEntries(
        [...masks].map(([name, mask]) => [name, tensor(name, Float32Array.from(mask))]),
      ),
    };
  });

  const trainOne = ({ order, start, masks }: (typeof networks)[number], iterations: number): number[] => {
    const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
    // Variable names are unique in a process; earlier trainings have disposed of theirs.
    const variables = Object.fromEntries(
      start.map(([name, values]) => [name, tf.variable(values, true, name)]),
    );
    const losses = Array.from({ length: iterations }, (_, i) =>
      tf.tidy(() => {
        const batch = tf.tensor1d(order.batches(i, 1), 'int32');
        const [images, classes] = [tf.gather(x, batch), tf.gather(y, batch)];
        const { value, grads } = optimizer.computeGradients(() => {
          const outputs = model.entry.forward(tf, variables, images, model.options, (_, h) => h);
          return workload.entry.loss(tf, outputs, classes);
        });
        const masked = Object.entries(grads).map(([name, gradient]) => {
          const mask = masks[name];
          return { name, tensor: mask ? tf.mul(gradient, mask) : gradient };
        });
        optimizer.applyGradients(masked);
        return tf.keep(value);
      }),
    );
    const values = losses.map((loss) => loss.dataSync()[0] ?? NaN);
    tf.dispose(losses);
    tf.dispose(variables);
    optimizer.dispose();
    return values;
  };

  const guard = networks.map((network) => trainOne(network, task.guardIterations));
  const ready = {
    losses: guard.map((losses) => losses[task.guardIterations - 1] ?? NaN),
    device: (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice ? 'GPU' : 'CPU',
    library: `TensorFlow ${version} (tfjs-node ${tf.version_core})`,
  };
  await serve(ready, (chunks) => {
    for (const network of networks) trainOne(network, chunks * chunk);
  });
}

void main();
