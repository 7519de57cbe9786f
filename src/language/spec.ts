// A spec after parsing: every default filled in, every shorthand written out. Plain data.

/**
 * An entry of the lab, or a module of the user's, with its options. Options that are times in training are numbers of
 * iterations; only while the number of training examples is not known (no plan) are they `Duration`s.
 */
export type Choice =
  | { readonly kind: string; readonly options: Readonly<Record<string, unknown>> }
  | { readonly module: string; readonly options: Readonly<Record<string, unknown>> };

/** A time in training. Epochs become iterations once the number of training examples is known. */
export interface Duration {
  readonly value: number;
  readonly unit: 'iterations' | 'epochs';
}

/** A rewind of the lab that needs no options, such as `init`, `learning-rate` or `none`, or a time to go back to. */
export type RewindTo = string | Duration;

export type Metric = 'testAccuracy' | 'testAccuracyAtEnd' | 'earlyStopIteration' | 'validationLoss';

/** A change of a spec by dotted path, such as `{ 'train.optimizer.weightDecay': 0 }`. */
export type SpecChange = Readonly<Record<string, unknown>>;

export interface Claim {
  readonly says: string;
  readonly at: { readonly density: number } | { readonly round: number } | 'end';
  readonly metric: Metric;
  /** What is compared: the value of an arm, a difference or a ratio of two; `dense` is round 0. */
  readonly of:
    | { readonly value: string }
    | { readonly difference: readonly [string, string] }
    | { readonly ratio: readonly [string, string] };
  readonly bound: { readonly atLeast: number } | { readonly atMost: number } | { readonly equals: number };
  readonly over: 'mean' | 'every-trial' | 'interval-95';
  readonly mustFail: readonly (string | { readonly with: SpecChange })[];
}

export interface Spec {
  readonly title?: string;
  readonly seed: number;
  readonly trials: number;
  readonly workload: Choice;
  readonly model: Choice;
  readonly train: {
    readonly optimizer: Choice;
    /** Learning-rate schedules; their factors multiply. */
    readonly schedule: readonly Choice[];
    readonly batch: number;
    readonly iterations: Duration;
    readonly evaluate: { readonly every: Duration };
  };
  readonly prune: {
    readonly rounds: number;
    /** Share of what is left that a round removes. */
    readonly rate: number;
    /** Exceptions by layer name or pattern (`conv*`); the first match counts. */
    readonly rates: Readonly<Record<string, number>>;
    readonly criterion: Choice;
    readonly structure: Choice;
    readonly scope: Choice;
    readonly schedule: Choice;
  };
  readonly rewind: { readonly to: RewindTo };
  /** Controls with `repeats` (independent draws) taken out of the options. */
  readonly controls: readonly {
    readonly kind: string;
    readonly repeats: number;
    readonly options: Readonly<Record<string, unknown>>;
  }[];
  readonly claims: readonly Claim[];
  readonly run: {
    readonly engine: 'auto' | 'eager' | 'graph' | 'mixed' | 'xla';
    readonly workers: number | 'auto';
    readonly keep: 'all' | 'tickets' | 'masks';
    readonly checkpointSeconds: number;
  };
}
