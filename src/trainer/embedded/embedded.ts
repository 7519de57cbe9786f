// What trains where there is no TensorFlow: tfjs's WebAssembly backend, which needs nothing but the files beside this
// bundle. Kernels that it lacks or gets wrong are lent by the pure JavaScript backend.
import fs from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backend';

const FILE = 'tfjs-backend-wasm-simd.wasm';

/**
 * Makes WebAssembly the backend. It computes on one thread: tfjs has no others in Node.
 *
 * @param folder the folder of the WebAssembly files
 * @throws {Error} where they are missing or do not load.
 */
export async function loadEmbedded(folder: string): Promise<Backend> {
  const file = path.join(folder, FILE);
  if (!fs.existsSync(file)) throw new Error(`${file} is missing. Install this package again.`);
  // tfjs's advice to install tfjs-node is ours to give.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  const { lendKernels } = await import('./lent-kernels');
  const { registerCpuNoise } = await import('../noise-kernels');
  setWasmPaths(folder + path.sep);
  registerCpuNoise();
  lendKernels();
  const listeners = keepListeners();
  const isReady = await tf.setBackend('wasm');
  listeners.restore();
  if (!isReady || tf.env().get('WASM_HAS_SIMD_SUPPORT') !== true)
    throw new Error(`${file} does not load, or this processor lacks SIMD. Install this package again.`);
  return {
    tf,
    computedWith: {
      backend: 'wasm',
      library: version_wasm,
      device: 'CPU',
      // Its kernels differ between processors of these kinds.
      cpuFeatures: `simd ${process.arch}`,
      threads: 1,
      options: '',
    },
  };
}

/** The WebAssembly module takes over what happens on errors that nobody catches, which is not its to decide. */
function keepListeners(): { restore(): void } {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'exit'));
  return {
    restore: () =>
      events.forEach((event, i) => {
        for (const listener of process.listeners(event as 'exit'))
          if (!before[i]?.includes(listener)) process.removeListener(event, listener);
      }),
  };
}
