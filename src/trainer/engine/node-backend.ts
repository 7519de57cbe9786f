// What the engine uses of tfjs-node's insides: the backend's handles, and the addon's functions behind them.
import type { DataType, Tensor, Tf } from '../../lab/tf';

/** An attribute of an op as tfjs-node's kernels write it; `type` is one of the addon's `TF_ATTR_*`. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A handle of the addon's: a tensor by number. `dtype` is TensorFlow's `DataType`. */
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

/** tfjs-node's backend. Kernels go through `binding` each time, so that it can be replaced for a while. */
export interface NodeBackend {
  binding: Binding;
  /** The handles of tensors; values that were not yet sent to the library are sent. */
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(handle: Handle): Tensor;
}

export const nodeBackend = (tf: Tf): NodeBackend => tf.backend() as unknown as NodeBackend;

/** TensorFlow's numbers for the types of arrays (`types.proto`). */
export const DTYPE = { float32: 1, int32: 3, bool: 10, uint32: 22, uint64: 23 } as const;

export function dtypeOf({ dtype }: { readonly dtype: DataType }): number {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return DTYPE[dtype];
  throw new Error(`Arrays of ${dtype} cannot be recorded.`);
}
