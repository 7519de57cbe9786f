// An engine runs one training iteration many times. The iteration is plain tfjs code that knows nothing of it.
import type { Scalar, Tensor, TensorMap, Tf } from '../../lab/tf';
import type { EngineName } from '../../runs/engine-choice';

/** What changes from one iteration to the next. */
export interface IterationInputs {
  /** Indices of the batch's examples, [batch] int32. */
  readonly batch: Tensor;
  /** The number of the iteration, an int32 scalar: what randomness is drawn from. */
  readonly counter: Scalar;
  /** Numbers of this update, such as the learning rate; each a scalar. */
  readonly scalars: TensorMap;
}

/**
 * One iteration: state → state. It must not read a tensor's values and must not depend on anything but its arguments,
 * so that an engine may record it once and run it anywhere.
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
  /** The counter of the first row; each row after it has one more. */
  readonly first: number;
  /** By name, [iterations] each. */
  readonly scalars: Readonly<Record<string, Float32Array>>;
}

/** Iterations that one call of a program can run. */
export const MOST_ROWS = 500;

/** The training of one network, for some iterations. */
export interface Training {
  /** Arrays of its own that do not change: masks. */
  readonly constants: TensorMap;
  /** Stays the caller's. */
  readonly state: TensorMap;
  readonly rows: Rows;
}

/** Trainings of networks whose arrays have the same shapes. */
export interface Trainings {
  readonly iteration: Iteration;
  /** Arrays that are the same for all: data. */
  readonly shared: TensorMap;
  readonly networks: readonly [Training, ...Training[]];
  readonly iterations: number;
  /** Networks that there is room for; at least as many as there are. */
  readonly places: number;
}

/** What came of some iterations; the new state is the caller's to dispose of. */
export interface Trained {
  readonly state: TensorMap;
  readonly losses: Float32Array;
}

/** An iteration made ready on its constants (data and masks). */
export interface Program {
  /** Runs `iterations` iterations from `state`. However a training is cut into calls, the bits that come out are the same. */
  run(state: TensorMap, rows: Rows, iterations: number): Trained;
}

export interface Engine {
  readonly name: EngineName;
  prepare(iteration: Iteration, constants: TensorMap): Program;
  /** Trains networks side by side. What comes out for one depends on `places`, and not on who is beside it. */
  runTogether(trainings: Trainings): readonly Trained[];
  /** Gives back what is kept between calls. The engine and its programs can go on, and then begin anew. */
  dispose(): void;
}
