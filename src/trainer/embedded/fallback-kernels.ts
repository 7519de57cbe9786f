// Fallback kernels: the pure JavaScript backend's kernels, registered for WebAssembly. They are slow but correct. Each
// call copies its inputs out of the WebAssembly memory and its outputs back.
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernelsForBackend,
  registerKernel,
  unregisterKernel,
  util,
  type DataId,
  type KernelConfig,
  type TensorInfo,
  type TypedArray,
} from '@tensorflow/tfjs-core';

/** Kernels of tfjs-backend-wasm 4.22 that compute wrong numbers. A test demonstrates each one. */
export const WRONG = [
  // Writes integers even if floats are requested.
  'OneHot',
  // Drops the gradient in windows whose maximum is 0 or less.
  'MaxPoolGrad',
  // Returns the gradient with permuted axes.
  'Conv3DBackpropInputV2',
] as const;

/**
 * Registers a fallback for every kernel that the WebAssembly backend lacks or computes wrongly, if the JavaScript
 * backend has one.
 */
export function registerFallbackKernels(): void {
  const fallback = new MathBackendCPU();
  for (const name of WRONG) unregisterKernel(name, 'wasm');
  const own = new Set(getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  for (const config of getKernelsForBackend('cpu')) {
    if (!own.has(config.kernelName)) registerKernel(fallbackOf(config, fallback));
  }
}

/** The parts of the WebAssembly backend used here. */
type Wasm = Pick<BackendWasm, 'readSync' | 'makeOutput'>;
type Inputs = Readonly<Record<string, TensorInfo | TensorInfo[] | undefined>>;

function fallbackOf({ kernelName, kernelFunc }: KernelConfig, fallback: MathBackendCPU): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc({ inputs, attrs = {}, backend }) {
      const wasm = backend as Wasm;
      const temporaries = new Set<DataId>();
      const take = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
        const taken = fallback.makeTensorInfo(shape, dtype, wasm.readSync(dataId));
        temporaries.add(taken.dataId);
        return taken;
      };
      const taken = Object.fromEntries(
        Object.entries(inputs as Inputs).map(([name, input]) => [
          name,
          Array.isArray(input) ? input.map(take) : input && take(input),
        ]),
      );
      const made = kernelFunc({ inputs: taken as typeof inputs, attrs, backend: fallback });
      const give = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
        temporaries.add(dataId);
        const values = fallback.readSync(dataId) as TypedArray;
        return wasm.makeOutput(shape, dtype, undefined, util.toTypedArray(values, dtype));
      };
      const given = Array.isArray(made) ? made.map(give) : give(made);
      for (const dataId of temporaries) fallback.disposeData(dataId, true);
      return given;
    },
  };
}
