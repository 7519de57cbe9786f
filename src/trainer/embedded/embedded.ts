// Loads the embedded backend: tfjs's WebAssembly backend, which needs only the files next to this bundle. The pure
// JavaScript backend supplies kernels that are missing or wrong.
import fs from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backend';

const FILE = 'tfjs-backend-wasm-simd.wasm';

/**
 * Makes WebAssembly the active backend. It computes on one thread: tfjs has no multithreading in Node.
 *
 * @param folder Folder of the WebAssembly files.
 * @throws {Error} if the files are missing or do not load.
 */
export async function loadEmbedded(folder: string): Promise<Backend> {
  const file = path.join(folder, FILE);
  if (!fs.existsSync(file)) throw new Error(`${file} is missing. Reinstall this package.`);
  // Silences tfjs's advice to install tfjs-node; Ticket gives its own.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  const { registerFallbackKernels } = await import('./fallback-kernels');
  const { registerCpuNoise } = await import('../noise-kernels');
  setWasmPaths(folder + path.sep);
  registerCpuNoise();
  registerFallbackKernels();
  const listeners = keepListeners();
  const isReady = await tf.setBackend('wasm');
  listeners.restore();
  if (!isReady || tf.env().get('WASM_HAS_SIMD_SUPPORT') !== true)
    throw new Error(`${file} does not load, or this processor lacks SIMD. Reinstall this package.`);
  return {
    tf,
    computedWith: {
      backend: 'wasm',
      library: version_wasm,
      device: 'CPU',
      // The kernels differ between processor architectures.
      cpuFeatures: `simd ${process.arch}`,
      threads: 1,
      options: '',
    },
  };
}

/** The WebAssembly module installs handlers for uncaught errors; this removes them. */
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
