// Kernels of the pure JavaScript backend for the WebAssembly one: slow, and right. Each call copies its inputs out of
// the WebAssembly memory and its outputs into it.
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

/** Kernels of tfjs-backend-wasm 4.22 that give wrong numbers; a test shows each of them. */
export const WRONG = [
  // Writes integers, also where floats are asked for.
  'OneHot',
  // Passes no gradient on in windows whose maximum is 0 or less.
  'MaxPoolGrad',
  // Gives the gradient with its axes in another order.
  'Conv3DBackpropInputV2',
] as const;

/** Gives the WebAssembly backend every kernel that it lacks or gets wrong and the JavaScript backend has. */
export function lendKernels(): void {
  const lender = new MathBackendCPU();
  for (const name of WRONG) unregisterKernel(name, 'wasm');
  const own = new Set(getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  for (const config of getKernelsForBackend('cpu')) {
    if (!own.has(config.kernelName)) registerKernel(lent(config, lender));
  }
}

/** What is used of the WebAssembly backend. */
type Wasm = Pick<BackendWasm, 'readSync' | 'makeOutput'>;
type Inputs = Readonly<Record<string, TensorInfo | TensorInfo[] | undefined>>;

function lent({ kernelName, kernelFunc }: KernelConfig, lender: MathBackendCPU): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc({ inputs, attrs = {}, backend }) {
      const wasm = backend as Wasm;
      const lying = new Set<DataId>();
      const take = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
        const taken = lender.makeTensorInfo(shape, dtype, wasm.readSync(dataId));
        lying.add(taken.dataId);
        return taken;
      };
      const taken = Object.fromEntries(
        Object.entries(inputs as Inputs).map(([name, input]) => [
          name,
          Array.isArray(input) ? input.map(take) : input && take(input),
        ]),
      );
      const made = kernelFunc({ inputs: taken as typeof inputs, attrs, backend: lender });
      const give = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
        lying.add(dataId);
        const values = lender.readSync(dataId) as TypedArray;
        return wasm.makeOutput(shape, dtype, undefined, util.toTypedArray(values, dtype));
      };
      const given = Array.isArray(made) ? made.map(give) : give(made);
      for (const dataId of lying) lender.disposeData(dataId, true);
      return given;
    },
  };
}
