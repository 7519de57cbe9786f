// TensorFlow types for lab code, which gets `tf` as an argument: neither the lab nor the editor loads TensorFlow.
import type * as core from '@tensorflow/tfjs-core';

/** The tfjs-core namespace: ops as functions (`tf.add(a, b)`), never as methods of tensors. */
export type Tf = typeof core;
export type DataType = core.DataType;
export type Tensor = core.Tensor;
export type Scalar = core.Scalar;

/** Tensors by name, such as a network's parameters: `fc1.weight`, `fc1.bias`. */
export type TensorMap = Readonly<Record<string, Tensor>>;
