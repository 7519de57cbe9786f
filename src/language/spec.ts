// Types of a completed spec: plain data, with defaults filled in and shorthand expanded.

/**
 * An entry of the lab or a user's module, with its options. Times in training are iterations; without a plan, when the
 * number of training examples is unknown, they are `Duration`s.
 */
export type Choice =
  | { readonly kind: string; readonly options: Readonly<Record<string, unknown>> }
  | { readonly module: string; readonly options: Readonly<Record<string, unknown>> };

/** A time in training. Epochs become iterations once the number of training examples is known. */
export interface Duration {
  readonly value: number;
  readonly unit: 'iterations' | 'epochs';
}

/** A rewind that needs no options, such as `init`, `learning-rate` or `none`, or a time to rewind to. */
export type RewindTo = string | Duration;

export type Metric = 'testAccuracy' | 'testAccuracyAtEnd' | 'earlyStopIteration' | 'validationLoss';

/** A change of a spec by dotted path, such as `{ 'train.optimizer.weightDecay': 0 }`. */
export type SpecChange = Readonly<Record<string, unknown>>;

export interface Claim {
  readonly says: string;
  readonly at: { readonly density: number } | { readonly round: number } | 'end';
  readonly metric: Metric;
  /** The left side: the value of an arm, or a difference or ratio of two; `dense` is round 0. */
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
    /** Learning-rate schedules; Ticket multiplies their factors. */
    readonly schedule: readonly Choice[];
    readonly batch: number;
    readonly iterations: Duration;
    readonly evaluate: { readonly every: Duration };
  };
  readonly prune: {
    readonly rounds: number;
    /** Fraction of the remaining weights that each round removes. */
    readonly rate: number;
    /** Rates by layer name or pattern (`conv*`); the first match wins. */
    readonly rates: Readonly<Record<string, number>>;
    readonly criterion: Choice;
    readonly structure: Choice;
    readonly scope: Choice;
    readonly schedule: Choice;
  };
  readonly rewind: { readonly to: RewindTo };
  /** Controls; `repeats` (independent draws) is separate from the options. */
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
