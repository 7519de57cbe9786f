// Types of the contents of a run directory, independent of training.

/** One network trained once. `arm` is `ticket` or a control's folder name (`reinit`, `reinit-2`). */
export interface Cell {
  readonly trial: number;
  readonly arm: string;
  readonly round: number;
}

/** One evaluation on the validation split. */
export interface Evaluation {
  /** Number of updates before it. */
  readonly iteration: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** Mean training loss since the previous evaluation. */
  readonly trainingLoss: number;
}

/** A cell's results, `metrics.json`, without times and host, so that equal cells have equal bytes. */
export interface CellMetrics {
  readonly cell: Cell;
  /** Numbers of remaining prunable weights, in total and by parameter. */
  readonly weights: number;
  readonly alive: Readonly<Record<string, number>>;
  readonly density: number;
  readonly iterations: number;
  readonly evaluations: readonly Evaluation[];
  /** The evaluation with the lowest validation loss (the first of equal ones), and its test accuracy. */
  readonly earlyStop?: {
    readonly iteration: number;
    readonly validationLoss: number;
    readonly validationAccuracy: number;
    readonly testAccuracy: number;
  };
  readonly end?: {
    readonly iteration: number;
    readonly validationLoss: number;
    readonly validationAccuracy: number;
    readonly testAccuracy: number;
  };
  /** Set if training stopped at a non-finite value. */
  readonly diverged?: { readonly iteration: number; readonly layer: string };
}

/** The commit of a round, `rounds/<nn>.json`: SHA-256 of every file of its cells, by path in the run. */
export interface RoundCommit {
  readonly round: number;
  readonly files: Readonly<Record<string, string>>;
}

/** Everything that computes the numbers. Ticket guarantees equal bits within one tuple. */
export interface EngineTuple {
  readonly engine: string;
  readonly backend: string;
  readonly library: string;
  readonly device: 'CPU' | 'GPU';
  readonly cpuFeatures: string;
  readonly threads: number;
  /** Networks batched in one program; absent if each has its own. */
  readonly places?: number;
  readonly options: string;
}

export interface ArmInfo {
  readonly name: string;
  /** The name in claims and tables; all repeats of a control share it. */
  readonly group: string;
  readonly repeat: number;
}

export interface RoundInfo {
  readonly round: number;
  readonly weights: number;
  readonly density: number;
  /** The ticket's round from which the mask derives; absent for round 0. */
  readonly source?: number;
}

/** The origin of a run or of a later start. */
export interface Provenance {
  readonly ticket: string;
  readonly node: string;
  readonly host: string;
  readonly platform: string;
  readonly git?: { readonly commit: string; readonly dirty: boolean };
}

export type SplitName = 'train' | 'validation' | 'test';
/** SHA-256 of each split's values, as training uses them. */
export type SplitSums = Readonly<Record<SplitName, string>>;

/** `run.json`, the manifest: plan, engine and provenance of a run. */
export interface RunManifest {
  readonly format: 1;
  readonly name: string;
  readonly identity: string;
  readonly title?: string;
  readonly createdAt: string;
  /** Path of the spec at the last start. */
  readonly specPath: string;
  /** The same relative to the run directory, with `/`; absent in older manifests. */
  readonly specFromRun?: string;
  readonly trials: number;
  readonly arms: readonly ArmInfo[];
  readonly rounds: readonly RoundInfo[];
  readonly iterationsPerCell: { readonly dense: number; readonly pruned: number };
  /** The weights that a round starts from: θ0, the dense network at an iteration, or the trained weights. */
  readonly rewind: 'init' | 'trained' | { readonly iteration: number };
  /** SHA-256 of the frozen spec, and of each data file and module by name. */
  readonly sums: {
    readonly spec: string;
    readonly data: Readonly<Record<string, string>>;
    readonly modules: Readonly<Record<string, string>>;
  };
  /**
   * Whether `modules.json` contains the modules; runs without modules, or from before Ticket stored them, have no
   * such file.
   */
  readonly sealed?: boolean;
  readonly provenance: Provenance;
  /** Provenance of later starts that differs from earlier ones. */
  readonly laterProvenance?: readonly Provenance[];
  readonly engine?: EngineTuple & { readonly why: string };
  /** Other engine tuples of the run's cells, if the user allowed them. */
  readonly mixedEngines?: readonly EngineTuple[];
  /** Checksums of the examples that the first start read, which later loads must match. Absent in older manifests. */
  readonly splits?: SplitSums;
  /** Number of networks in each round's commit. Absent in runs of the first versions. */
  readonly committed?: Readonly<Record<string, number>>;
  /** By the claim's hash: number of committed rounds when the claim was first seen. */
  readonly claims: Readonly<Record<string, { readonly roundsBefore: number }>>;
}

/** A line of `events.jsonl`, a feed for live views; the other files contain all its information. */
export type RunEvent = { readonly fence: number; readonly at: string } & (
  | {
      readonly type: 'started';
      readonly pid: number;
      readonly cells: number;
      readonly finished: number;
      readonly workers: number;
    }
  | { readonly type: 'measuring-engines' }
  | { readonly type: 'engine'; readonly tuple: EngineTuple }
  | { readonly type: 'cell-started'; readonly cell: Cell; readonly iteration: number }
  | {
      readonly type: 'progress';
      readonly cell: Cell;
      readonly iteration: number;
      readonly iterations: number;
      readonly iterationsPerSecond: number;
    }
  | { readonly type: 'evaluation'; readonly cell: Cell; readonly evaluation: Evaluation }
  | {
      readonly type: 'cell-finished';
      readonly cell: Cell;
      readonly density: number;
      readonly testAccuracy?: number;
      readonly diverged?: { readonly iteration: number; readonly layer: string };
    }
  | { readonly type: 'round-committed'; readonly round: number }
  /** A damaged file or folder, relative to the run directory, that was set aside. */
  | { readonly type: 'damaged'; readonly file: string; readonly problem: string }
  /** A sentence that the user should read. */
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'worker-lost'; readonly worker: number; readonly reason: string }
  | { readonly type: 'stopping' }
  | { readonly type: 'ended'; readonly outcome: 'finished' | 'stopped' | 'failed'; readonly message?: string }
);

export type RunState = 'running' | 'stuck' | 'interrupted' | 'stopped' | 'finished' | 'failed' | 'diverged';

// --- Claims ---------------------------------------------------------------------------------------------------------

export type Metric = 'testAccuracy' | 'testAccuracyAtEnd' | 'earlyStopIteration' | 'validationLoss';

/** A claim about a run's results, from the spec with defaults filled in. */
export interface Claim {
  readonly says: string;
  readonly at: { readonly density: number } | { readonly round: number } | 'end';
  readonly metric: Metric;
  readonly of:
    | { readonly value: string }
    | { readonly difference: readonly [string, string] }
    | { readonly ratio: readonly [string, string] };
  readonly bound: { readonly atLeast: number } | { readonly atMost: number } | { readonly equals: number };
  readonly over: 'mean' | 'every-trial' | 'interval-95';
  readonly mustFail: readonly (string | { readonly with: Readonly<Record<string, unknown>> })[];
}

export type Verdict = 'holds' | 'fails' | 'undecided';

export interface ClaimResult extends Pick<Claim, 'says' | 'metric' | 'of' | 'bound' | 'over'> {
  readonly verdict: Verdict;
  /** The reason, in one sentence with the numbers. */
  readonly because: string;
  readonly round?: number;
  readonly density?: number;
  /** The compared value: mean over trials, values per trial, and the 95% interval if requested. */
  readonly value?: {
    readonly mean: number;
    readonly perTrial: readonly number[];
    readonly interval95?: readonly [number, number];
  };
  readonly controls: readonly {
    readonly control: string;
    readonly statement: Verdict;
    readonly because: string;
    readonly value?: ClaimResult['value'];
  }[];
  /** Whether the claim was in the spec before its round was committed. */
  readonly writtenBeforeData: boolean;
}
