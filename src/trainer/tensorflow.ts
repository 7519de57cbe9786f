// Loads TensorFlow: tfjs-node's JavaScript is in this bundle, its addon and library are opened by path.
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';
import { messageOf } from '../runs/error-message';

/**
 * Opens the addon and the library that it names, and makes it the backend. Replicas are spread over worker processes;
 * `threads` is more than one only where there are more cores than replicas. Sums depend on it, and only on it: the
 * library splits its work by the number of threads, not by which of them is free.
 *
 * @throws {Error} naming the addon where it or its library does not load.
 */
export async function loadTensorFlow(file: string, threads: number): Promise<Backend> {
  settleEnvironment(threads);
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
  const addon = { exports: {} as { TF_Version?: string } };
  try {
    process.dlopen(addon, file);
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`TensorFlow does not load: ${why}`, { cause: error });
  }
  // Everything that registers itself with tfjs-core is loaded only now, after the two functions are back.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  await import('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { registerTensorFlowNoise } = await import('./noise-kernels');
  registerTensorFlowNoise();
  const { registerReluGradient } = await import('./relu-gradient');
  registerReluGradient();
  const { NodeJSKernelBackend } = await import('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(addon.exports as never, 'ticket'), 3);
  if (!(await tf.setBackend('tensorflow'))) throw new Error(`${file} loads, but TensorFlow does not start.`);
  const library = addon.exports.TF_Version ?? 'unknown';
  const compilation = compilerFlags(library);
  process.env.XLA_FLAGS = [compilation.XLA_FLAGS, cudaToolkit(file)].filter(Boolean).join(' ');
  return {
    tf,
    computedWith: {
      backend: 'tensorflow',
      library,
      device: (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice ? 'GPU' : 'CPU',
      cpuFeatures: cpuFeatures(),
      threads,
      options: Object.entries({ ...numericSettings(), ...compilation })
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    },
  };
}

/**
 * Settings that decide which bits come out; part of what a run is pinned to. oneDNN's convolutions take 0.6 of the time
 * of Eigen's (docs/benchmarks.md). On a GPU an op that sums in the order in which its threads come is an error, which
 * leaves the run to an engine without it, and products have all bits of a float32.
 */
const numericSettings = (): Readonly<Record<string, string>> => ({
  TF_ENABLE_ONEDNN_OPTS: '1',
  ...(mayHaveGpu() && { TF_DETERMINISTIC_OPS: '1', NVIDIA_TF32_OVERRIDE: '0' }),
});

const mayHaveGpu = (): boolean => ['/dev/nvidiactl', '/dev/dxg'].some((file) => fs.existsSync(file));

/** Where XLA finds what it compiles for a GPU with, in a runtime of ours; a Python's it finds by itself. */
function cudaToolkit(addon: string): string {
  const folder = path.join(path.dirname(addon), 'nvidia', 'cuda_nvcc');
  return fs.existsSync(folder) ? `--xla_gpu_cuda_data_dir=${folder}` : '';
}

/**
 * Flags of XLA, which reads them when it first compiles, and ends the process at one that it does not know: they are
 * given only to the library that they were measured with.
 *
 * Without YNNPACK, matrix products go to Eigen and oneDNN, which for the small ones here is faster; vectors of 512 bits
 * are used where the processor has them (docs/benchmarks.md).
 */
function compilerFlags(library: string): { readonly XLA_FLAGS?: string } {
  if (!library.startsWith('2.21.')) return {};
  const cpu = ['--xla_cpu_experimental_ynn_fusion_type=', '--xla_cpu_prefer_vector_width=512'];
  return { XLA_FLAGS: [...cpu, ...(mayHaveGpu() ? ['--xla_gpu_deterministic_ops=true'] : [])].join(' ') };
}

/**
 * Numbers must not hang on the shell that a run was started from: what the library would read there is removed, and
 * set as the engine means it. It is read when the library is opened.
 */
function settleEnvironment(threads: number): void {
  for (const name of Object.keys(process.env)) {
    if (/^(TF|XLA|OMP|MKL|KMP|DNNL|ONEDNN)_/.test(name)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, numericSettings(), {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: String(threads),
    TF_CPP_MIN_LOG_LEVEL: '2',
    // Worker processes share a GPU: none takes all of its memory at once.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  });
}

/** The instruction sets that decide which kernels run, and so which bits come out. */
function cpuFeatures(): string {
  const known = ['sse4_2', 'avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_tile'];
  try {
    const flags = new Set(
      /^flags\s*:(.*)$/m.exec(fs.readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim().split(' '),
    );
    return known.filter((feature) => flags.has(feature)).join(' ');
  } catch {
    return process.arch;
  }
}
