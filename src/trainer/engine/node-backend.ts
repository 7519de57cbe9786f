// The internals of tfjs-node that the engine uses: the backend's handles, and the addon's functions behind them.
import type { DataType, Tensor, Tf } from '../../lab/tf';

/** An op's attribute as tfjs-node's kernels write it; `type` is one of the addon's `TF_ATTR_*`. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor handle of the addon. `dtype` is TensorFlow's `DataType`. */
export interface Handle {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export type Values = Float32Array | Int32Array | Uint8Array;

/** The addon's functions and constants that the engine needs. */
export interface Binding {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): Handle[];
  createTensor(shape: number[], dtype: number, values: Values): number;
  deleteTensor(id: number): void;
  loadSavedModel(folder: string, tags: string): number;
  /** Runs a session; `inputs` and `outputs` are node names, separated by commas. */
  runSavedModel(session: number, ids: number[], inputs: string, outputs: string): Handle[];
  deleteSavedModel(session: number): void;
}

/** tfjs-node's backend. Kernels read `binding` on each call, so it can be replaced temporarily. */
export interface NodeBackend {
  binding: Binding;
  /** The handles of tensors. Uploads values that TensorFlow does not have yet. */
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(handle: Handle): Tensor;
}

export const nodeBackend = (tf: Tf): NodeBackend => tf.backend() as unknown as NodeBackend;

/** TensorFlow's dtype numbers (`types.proto`). */
export const DTYPE = { float32: 1, int32: 3, bool: 10, uint32: 22, uint64: 23 } as const;

export function dtypeOf({ dtype }: { readonly dtype: DataType }): number {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return DTYPE[dtype];
  throw new Error(`Tensors of dtype ${dtype} cannot be traced.`);
}
