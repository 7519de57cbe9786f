// Loads TensorFlow: tfjs-node's JavaScript is part of this bundle, its addon and library are opened by path.
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';
import { messageOf } from '../runs/error-message';

/**
 * Opens the addon and the library it links to, and makes TensorFlow the active backend. Cells are spread over worker
 * processes; `threads` is above 1 only if there are more cores than cells. Sums depend on `threads` and on nothing
 * else: the library splits work by the number of threads, not by which one is free.
 *
 * @throws {Error} naming the addon, if it or its library does not load.
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
  // Modules that register themselves with tfjs-core load only now, after the two functions are restored.
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
 * Settings that affect the bits, and so are part of a run's engine tuple. oneDNN's convolutions take 0.6 times as long
 * as Eigen's (docs/benchmarks.md). On a GPU, an op that sums in thread order is an error, so the run chooses an
 * engine without it, and matrix products keep full float32 precision.
 */
const numericSettings = (): Readonly<Record<string, string>> => ({
  TF_ENABLE_ONEDNN_OPTS: '1',
  ...(mayHaveGpu() && { TF_DETERMINISTIC_OPS: '1', NVIDIA_TF32_OVERRIDE: '0' }),
});

const mayHaveGpu = (): boolean => ['/dev/nvidiactl', '/dev/dxg'].some((file) => fs.existsSync(file));

/**
 * Tells XLA the location of the CUDA toolkit in a runtime of Ticket; in a Python environment XLA finds it by itself.
 */
function cudaToolkit(addon: string): string {
  const folder = path.join(path.dirname(addon), 'nvidia', 'cuda_nvcc');
  return fs.existsSync(folder) ? `--xla_gpu_cuda_data_dir=${folder}` : '';
}

/**
 * Flags for XLA, which reads them at its first compilation and aborts on unknown ones. Ticket therefore sets them only
 * for the library version that we measured.
 *
 * Without YNNPACK, matrix products go to Eigen and oneDNN, which are faster for the small ones here. Vectors are 512
 * bits wide if the processor supports them (docs/benchmarks.md).
 */
function compilerFlags(library: string): { readonly XLA_FLAGS?: string } {
  if (!library.startsWith('2.21.')) return {};
  const cpu = ['--xla_cpu_experimental_ynn_fusion_type=', '--xla_cpu_prefer_vector_width=512'];
  return { XLA_FLAGS: [...cpu, ...(mayHaveGpu() ? ['--xla_gpu_deterministic_ops=true'] : [])].join(' ') };
}

/**
 * The numbers must not depend on the shell that started the run: this removes the library's environment variables and
 * sets the engine's own. The library reads them when it is opened.
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
    // Worker processes share a GPU, so none may take all of its memory at once.
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
