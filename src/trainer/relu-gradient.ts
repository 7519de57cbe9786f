// The gradient of ReLU as one TensorFlow op. tfjs composes it of seven ops, each a pass over all activations, and keeps
// ReLU's input alive, which prevents computing ReLU in place.
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

/** Registers the gradient for TensorFlow; other backends keep tfjs's. */
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
      if (!handle) throw new Error(`${RELU_GRAD} returned nothing.`);
      return backend.createOutputTensor(handle);
    },
  });
  const stock = getGradient(Relu);
  unregisterGradient(Relu);
  registerGradient({
    kernelName: Relu,
    // The output is above 0 exactly where the input is.
    outputsToSave: [true],
    gradFunc(dy, [y]) {
      if (getBackend() !== BACKEND) return stock.gradFunc(dy, [y as Tensor], {});
      return { x: () => engine().runKernel<Tensor>(RELU_GRAD, { dy: dy as Tensor, y: y as Tensor }) };
    },
  });
}
