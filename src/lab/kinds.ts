// Interfaces of the lab's entries, one per kind. Lab code is written for one replica (one network, trained once): it
// knows nothing of other trials, arms or rounds.
import type { TObject } from 'typebox';
import type { Stream } from './random';
import type { Scalar, Tensor, TensorMap, Tf } from './tf';

/** Metadata of an entry. The editor, `ticket check` and the reference show it. */
export interface Entry {
  /** The name in a spec. */
  readonly name: string;
  /** One line, shown in completion. */
  readonly description: string;
  /** The paper or other source, with its arXiv number or link. */
  readonly reference?: string;
  /** The computation as one line of mathematics. */
  readonly equation?: string;
  /** The version of the computation, which is part of a run's identity. Raise it whenever the entry's numbers change. */
  readonly semantics: number;
  /** The options, each with a description, and a default and `unit` where they apply. */
  readonly options: TObject;
}

/** The size of one array, outermost axis first. */
export type Shape = readonly number[];

// --- Workload -----------------------------------------------------------------------------------------------------

/**
 * A file that a workload reads, and its sources. Ticket verifies the checksum of everything from a network or a
 * package: `npm` and `urls` require `sha256` and `sizeBytes`; the content of `gzip` is verified against `sha256` if
 * given.
 */
export interface DataFile {
  /** The file name in a user's folder, where it may also be compressed, as `<name>.gz`. */
  readonly name: string;
  /** Other paths in that folder, as used by mirrors and other libraries. */
  readonly alsoAt?: readonly string[];
  /** The number of axes, if the content is an IDX array of bytes; its header gives the size. */
  readonly idxAxes?: number;
  /** Size of the uncompressed content. */
  readonly sizeBytes?: number;
  /** SHA-256 of the uncompressed content, in lower-case hex. Optional if the checksum of `gzip` is given. */
  readonly sha256?: string;
  /** The npm package that contains the file, and the path inside. */
  readonly npm?: { readonly package: string; readonly path: string };
  /** URLs of the uncompressed file, in the order to try. */
  readonly urls?: readonly string[];
  /** The file compressed with gzip (RFC 1952); size and checksum are those of the compressed file. */
  readonly gzip?: { readonly urls: readonly string[]; readonly sizeBytes: number; readonly sha256: string };
}

/** Examples of one split: `inputs` [count, …input] row by row, `labels` [count]. */
export interface Split {
  readonly count: number;
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
}

export interface Splits {
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

/** The sizes of a workload, known before its data is read. */
export interface WorkloadShape {
  /** Shape of one input, such as [784]. */
  readonly input: Shape;
  /** Width of the model's last layer, such as the number of classes. */
  readonly outputs: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface Workload<O = unknown> extends Entry {
  /** Sizes for these options. Throws `OptionError` if the options contradict each other. */
  shape(options: O): WorkloadShape;
  /** The files that `read` needs; empty for synthetic data. */
  files(options: O): readonly DataFile[];
  /** Splits from the files' contents, by name. `random` is the run's stream for splitting or generating data. */
  read(files: ReadonlyMap<string, Uint8Array>, options: O, random: Stream): Splits;
  /** Mean loss over a batch: `outputs` [batch, outputs], `labels` [batch] int32. */
  loss(tf: Tf, outputs: Tensor, labels: Tensor): Scalar;
  /** Accuracy over a batch, 0 to 1: `outputs` [batch, outputs], `labels` [batch] int32. */
  accuracy(tf: Tf, outputs: Tensor, labels: Tensor): Scalar;
}

/** Access to the data files in a user's folder, to read parts of them. */
export interface FolderFiles {
  /** The limit on a file's content: every training process holds it in memory. */
  readonly mostBytes: number;
  /** The first bytes of a file's content. */
  head(name: string): Uint8Array;
  /** The whole content, which must have this size. */
  whole(name: string, sizeBytes: number): Uint8Array;
}

/** A workload of the lab whose sizes may follow from the user's files. */
export interface FolderWorkload<O = unknown> extends Workload<O> {
  /** @param found the result of `survey` for the user's folder; undefined for the declared files */
  shape(options: O, found?: unknown): WorkloadShape;
  /** The facts about the user's files that `shape` needs, as JSON. Throws an Error that names an unusable file. */
  survey?(files: FolderFiles): unknown;
}

// --- Model --------------------------------------------------------------------------------------------------------

export type Initializer = 'glorot-normal' | 'glorot-uniform' | 'he-normal' | 'zeros' | 'ones';

export interface Parameter {
  /** `<layer>.<part>`, such as `fc1.weight`; also the tensor's name in files. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Whether pruning may remove its elements. Biases are not prunable. */
  readonly prunable: boolean;
}

export interface Layer {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

export interface Model<O = unknown> extends Entry {
  /** The layers in forward order. Throws `OptionError` if the options do not fit the shapes. */
  layers(input: Shape, outputs: number, options: O): readonly Layer[];
  /**
   * The forward pass: outputs [batch, outputs] for inputs `x` [batch, …input]. Call `tap` with each layer's name and
   * activation, and continue with the tensor that it returns.
   */
  forward(
    tf: Tf,
    parameters: TensorMap,
    x: Tensor,
    options: O,
    tap: (layer: string, activation: Tensor) => Tensor,
  ): Tensor;
}

// --- Optimizer ----------------------------------------------------------------------------------------------------

/** The time of an update: `learningRate` with its schedule applied, `update` from 1 (slots start at 0). */
export interface UpdateTime {
  readonly learningRate: number;
  readonly update: number;
}

export interface Optimizer<O = unknown> extends Entry {
  /** Names of the state arrays of each parameter, all initialized to 0. */
  slots(options: O): readonly string[];
  /** The numbers that an update needs, computed in double precision on the host; `update` gets them as scalars. */
  scalars(options: O, time: UpdateTime): Readonly<Record<string, number>>;
  /**
   * One update of one parameter; all tensors have its shape. If gradient, slots and weight are 0, the results must
   * be 0: this keeps masked weights exactly 0.
   */
  update(
    tf: Tf,
    at: { weight: Tensor; gradient: Tensor; slots: TensorMap; scalars: TensorMap },
    options: O,
  ): { weight: Tensor; slots: TensorMap };
}

/** A learning-rate schedule: a factor on the optimizer's learning rate. Ticket multiplies several. */
export interface LearningRate<O = unknown> extends Entry {
  /** Factor for the update after `iteration` (from 0) of `iterations`. */
  factor(options: O, iteration: number, iterations: number): number;
}

// --- Pruning ------------------------------------------------------------------------------------------------------

export type CriterionInput = 'weights' | 'init';

/** Inputs of a criterion; tensors have the shape of the parameter. */
export interface CriterionStats {
  /** Trained weights. */
  readonly weights: Tensor;
  /** θ0 of the trial. */
  readonly init: Tensor;
  /** The random stream of this parameter, trial and round. */
  readonly random: Stream;
}

export interface Criterion<O = unknown> extends Entry {
  readonly needs: readonly CriterionInput[];
  /** The score of each weight, in the weights' shape; pruning removes the lowest first. */
  score(tf: Tf, stats: CriterionStats, options: O): Tensor;
}

/** One prunable parameter for `project`; arrays have the length of the parameter. */
export interface Scored {
  readonly shape: Shape;
  readonly scores: Float32Array;
  /** 1 where the weight is alive (not pruned). */
  readonly mask: Uint8Array;
}

export interface Structure<O = unknown> extends Entry {
  /** New masks with exactly `keep` ones over all `parameters`, each at a weight that was alive. */
  project(parameters: readonly Scored[], keep: number, options: O): readonly Uint8Array[];
  /** Tells whether a mask has this structure. */
  check(mask: Uint8Array, shape: Shape, options: O): boolean;
}

/** A prunable parameter with its rate: the fraction of its weights that a round removes. */
export interface Prunable {
  readonly parameter: string;
  readonly rate: number;
}

/** Parameters that are ranked together and pruned at one rate. */
export interface Pool {
  readonly parameters: readonly string[];
  readonly rate: number;
}

export interface Scope<O = unknown> extends Entry {
  pools(prunable: readonly Prunable[], options: O): readonly Pool[];
}

export interface Schedule<O = unknown> extends Entry {
  /** The earlier ticket round whose weights and mask determine the mask of `round` (from 1). */
  source(round: number, options: O): number;
}

// --- Rewinding and controls ---------------------------------------------------------------------------------------

/** The start of a pruned network's training. */
export interface RewindStart {
  /** The source of surviving weights: θ0, the dense network at an iteration, or the round that the mask comes from. */
  readonly weights: 'init' | { readonly iteration: number } | 'trained';
  /** The first iteration of training, for data order and learning rate. */
  readonly iteration: number;
  /** `last` keeps the learning rate of the schedule's end (fine-tuning). */
  readonly learningRate: 'schedule' | 'last';
}

export interface Rewind<O = unknown> extends Entry {
  start(options: O): RewindStart;
}

/** Host arrays by parameter name. */
export type Weights = ReadonlyMap<string, Float32Array>;
export type Masks = ReadonlyMap<string, Uint8Array>;

export interface ControlInput {
  /** The ticket's initial weights before masking: θ0 or the rewound weights. */
  readonly start: Weights;
  /** The ticket's masks of this round, for prunable parameters. */
  readonly masks: Masks;
  /** A new draw of the model's initialization. The same `random` gives the same values. */
  fresh(random: Stream): Weights;
  /** The random stream of this control, trial, round and repeat. */
  readonly random: Stream;
}

export interface Control<O = unknown> extends Entry {
  /** The control's initial weights and masks: the ticket's, with exactly one thing changed. */
  start(input: ControlInput, options: O): { weights: Weights; masks: Masks };
}

/** An error for options that fit their schema but contradict each other or the workload. */
export class OptionError extends Error {
  constructor(
    /** The name of the wrong option, such as `validation`. */
    readonly option: string,
    message: string,
  ) {
    super(message);
  }
}
