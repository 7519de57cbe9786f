// The engine interface. An engine runs one training iteration many times; the iteration is plain tfjs code that does
// not know the engine.
import type { Scalar, Tensor, TensorMap, Tf } from '../../lab/tf';
import type { EngineName } from '../../runs/engine-choice';

/** Inputs that change from one iteration to the next. */
export interface IterationInputs {
  /** Indices of the batch's examples, [batch] int32. */
  readonly batch: Tensor;
  /** The iteration's number, an int32 scalar; the counter for random draws. */
  readonly counter: Scalar;
  /** Scalars of this update, such as the learning rate. */
  readonly scalars: TensorMap;
}

/**
 * One iteration: state → state. It must not read a tensor's values and must depend only on its arguments, so that an
 * engine can trace it once and run it anywhere.
 */
export type Iteration = (
  tf: Tf,
  state: TensorMap,
  inputs: IterationInputs,
  constants: TensorMap,
) => { readonly state: TensorMap; readonly loss: Scalar };

/** Inputs of several iterations, one row each. */
export interface Rows {
  /** [iterations, batch] */
  readonly batches: Int32Array;
  /** The counter of the first row; it increases by one per row. */
  readonly first: number;
  /** By name, [iterations] each. */
  readonly scalars: Readonly<Record<string, Float32Array>>;
}

/** Maximum iterations per call of a program. */
export const MOST_ROWS = 500;

/** The training of one network, for some iterations. */
export interface Training {
  /** Constant arrays of this network: masks. */
  readonly constants: TensorMap;
  /** The caller keeps ownership. */
  readonly state: TensorMap;
  readonly rows: Rows;
}

/** Trainings of networks whose arrays have the same shapes. */
export interface Trainings {
  readonly iteration: Iteration;
  /** Constant arrays shared by all networks: data. */
  readonly shared: TensorMap;
  readonly networks: readonly [Training, ...Training[]];
  readonly iterations: number;
  /** Batch size in networks; at least the number of networks. */
  readonly places: number;
}

/** Result of some iterations. The caller disposes of the new state. */
export interface Trained {
  readonly state: TensorMap;
  readonly losses: Float32Array;
}

/** An iteration prepared with its constants (data and masks). */
export interface Program {
  /** Runs `iterations` iterations from `state`. Splitting a training into calls does not change a bit of the result. */
  run(state: TensorMap, rows: Rows, iterations: number): Trained;
}

export interface Engine {
  readonly name: EngineName;
  prepare(iteration: Iteration, constants: TensorMap): Program;
  /** Trains networks as one batch. A network's result depends on `places`, but not on the other networks. */
  runTogether(trainings: Trainings): readonly Trained[];
  /** Frees memory kept between calls. The engine and its programs stay usable and allocate it again on demand. */
  dispose(): void;
}
