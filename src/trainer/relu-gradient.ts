// The gradient of ReLU as one op of TensorFlow's. tfjs composes it of seven, each a pass over all activations, and keeps
// what went into ReLU, which so cannot write where it reads.
import {
  engine,
  getBackend,
  getGradient,
  registerGradient,
  registerKernel,
  Relu,
  unregisterGradient,
} from '@tensorflow/tfjs-core';
import type { Tensor } from '../lab/tf';
import { dtypeOf, type NodeBackend } from './engine/node-backend';

const BACKEND = 'tensorflow';
const RELU_GRAD = 'ReluGrad';

/** Registers it for TensorFlow; other backends keep tfjs's. */
export function registerReluGradient(): void {
  registerKernel({
    kernelName: RELU_GRAD,
    backendName: BACKEND,
    kernelFunc(kernel) {
      const { dy, y } = kernel.inputs as unknown as { readonly dy: Tensor; readonly y: Tensor };
      const backend = kernel.backend as NodeBackend;
      const { binding } = backend;
      const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: dtypeOf(dy) };
      const [handle] = binding.executeOp(RELU_GRAD, [type], backend.getInputTensorIds([dy, y]), 1);
      if (!handle) throw new Error(`${RELU_GRAD} gave nothing.`);
      return backend.createOutputTensor(handle);
    },
  });
  const stock = getGradient(Relu);
  unregisterGradient(Relu);
  registerGradient({
    kernelName: Relu,
    // Above 0 where what went in is.
    outputsToSave: [true],
    gradFunc(dy, [y]) {
      if (getBackend() !== BACKEND) return stock.gradFunc(dy, [y as Tensor], {});
      return { x: () => engine().runKernel<Tensor>(RELU_GRAD, { dy: dy as Tensor, y: y as Tensor }) };
    },
  });
}
