// What a run directory holds, as types. Nothing here knows how a network is trained.

/** One network trained once. `arm` is `ticket` or a control's folder name (`reinit`, `reinit-2`). */
export interface Cell {
  readonly trial: number;
  readonly arm: string;
  readonly round: number;
}

/** One evaluation on the validation split. */
export interface Evaluation {
  /** Updates made before it. */
  readonly iteration: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** Mean training loss of the iterations since the evaluation before. */
  readonly trainingLoss: number;
}

/** A cell's result, `metrics.json`: no times and no host, so equal cells have equal bytes. */
export interface CellMetrics {
  readonly cell: Cell;
  /** Prunable weights that are alive, in all and by parameter. */
  readonly weights: number;
  readonly alive: Readonly<Record<string, number>>;
  readonly density: number;
  readonly iterations: number;
  readonly evaluations: readonly Evaluation[];
  /** The evaluation with the lowest validation loss (the first of equals), and the test accuracy there. */
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
  /** Set where training stopped because a number was no longer finite. */
  readonly diverged?: { readonly iteration: number; readonly layer: string };
}

/** The commit of a round, `rounds/<nn>.json`: SHA-256 of every file of its cells, by path inside the run. */
export interface RoundCommit {
  readonly round: number;
  readonly files: Readonly<Record<string, string>>;
}

/** What numbers are computed with. Bits are promised equal within one tuple. */
export interface EngineTuple {
  readonly engine: string;
  readonly backend: string;
  readonly library: string;
  readonly device: 'CPU' | 'GPU';
  readonly cpuFeatures: string;
  readonly threads: number;
  /** Networks side by side in one program; absent where each has one of its own. */
  readonly places?: number;
  readonly options: string;
}

export interface ArmInfo {
  readonly name: string;
  /** What claims and tables call it: all repeats of a control are one group. */
  readonly group: string;
  readonly repeat: number;
}

export interface RoundInfo {
  readonly round: number;
  readonly weights: number;
  readonly density: number;
  /** The ticket's round that the mask was made from; absent for round 0. */
  readonly source?: number;
}

/** Where a run and a later start of it came from. */
export interface Provenance {
  readonly ticket: string;
  readonly node: string;
  readonly host: string;
  readonly platform: string;
  readonly git?: { readonly commit: string; readonly dirty: boolean };
}

export type SplitName = 'train' | 'validation' | 'test';
/** SHA-256 of each split's numbers, as training takes them. */
export type SplitSums = Readonly<Record<SplitName, string>>;

/** `run.json`: what the run is, what it is computed with and where it came from. */
export interface RunManifest {
  readonly format: 1;
  readonly name: string;
  readonly identity: string;
  readonly title?: string;
  readonly createdAt: string;
  /** The spec's file at the last start. */
  readonly specPath: string;
  /** The same as seen from the run directory, with `/`; absent in older manifests. */
  readonly specFromRun?: string;
  readonly trials: number;
  readonly arms: readonly ArmInfo[];
  readonly rounds: readonly RoundInfo[];
  readonly iterationsPerCell: { readonly dense: number; readonly pruned: number };
  /** What the survivors of a round go back to: θ0, the dense net at an iteration, or the weights they were trained to. */
  readonly rewind: 'init' | 'trained' | { readonly iteration: number };
  /** SHA-256 of the frozen spec, and of each data file and module by name. */
  readonly sums: {
    readonly spec: string;
    readonly data: Readonly<Record<string, string>>;
    readonly modules: Readonly<Record<string, string>>;
  };
  /** Whether `modules.json` has the modules; a run that names none, or was begun before they were kept, has no such file. */
  readonly sealed?: boolean;
  readonly provenance: Provenance;
  /** Of later starts, where it differs from those before. */
  readonly laterProvenance?: readonly Provenance[];
  readonly engine?: EngineTuple & { readonly why: string };
  /** Other tuples than `engine` that cells of the run were computed with, where that was allowed. */
  readonly mixedEngines?: readonly EngineTuple[];
  /** Of the examples that the first start read; later loads are held to them. Absent in older manifests. */
  readonly splits?: SplitSums;
  /** By round: how many networks its commit names. Runs of the first versions have no such list. */
  readonly committed?: Readonly<Record<string, number>>;
  /** By the claim's hash: how many rounds were committed when the claim was first seen. */
  readonly claims: Readonly<Record<string, { readonly roundsBefore: number }>>;
}

/** Lines of `events.jsonl`, a feed for live views; everything in it can be had from the files. */
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
  /** A file or folder, relative to the run directory, that was not what it was written as and was set aside. */
  | { readonly type: 'damaged'; readonly file: string; readonly problem: string }
  /** What a person should know of the run, as a sentence. */
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'worker-lost'; readonly worker: number; readonly reason: string }
  | { readonly type: 'stopping' }
  | { readonly type: 'ended'; readonly outcome: 'finished' | 'stopped' | 'failed'; readonly message?: string }
);

export type RunState = 'running' | 'stuck' | 'interrupted' | 'stopped' | 'finished' | 'failed' | 'diverged';

// --- Claims ---------------------------------------------------------------------------------------------------------

export type Metric = 'testAccuracy' | 'testAccuracyAtEnd' | 'earlyStopIteration' | 'validationLoss';

/** A statement about a run's numbers, as the spec has it (defaults filled in). */
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

export interface ClaimResult {
  readonly says: string;
  readonly metric: Metric;
  readonly verdict: Verdict;
  /** Why, in one sentence with the numbers. */
  readonly because: string;
  readonly round?: number;
  readonly density?: number;
  /** The compared value: mean over trials, with each trial's and the 95% interval where asked. */
  readonly value?: {
    readonly mean: number;
    readonly perTrial: readonly number[];
    readonly interval95?: readonly [number, number];
  };
  readonly controls: readonly {
    readonly control: string;
    readonly statement: Verdict;
    readonly because: string;
  }[];
  /** Whether the claim was in the spec before the round it speaks of was committed. */
  readonly writtenBeforeData: boolean;
}
