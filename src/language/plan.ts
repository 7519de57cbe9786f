// What a spec will run, in exact integers. (Types; the functions follow in this file.)

export interface PlannedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  readonly prunable: boolean;
  /** Share that a round removes; 0 where not prunable. */
  readonly rate: number;
}

export interface PlannedLayer {
  readonly name: string;
  readonly parameters: readonly PlannedParameter[];
}

/** Parameters ranked together, with the number of weights kept after each round; `keep[0]` is all of them. */
export interface PlannedPool {
  readonly parameters: readonly string[];
  readonly rate: number;
  readonly keep: readonly number[];
}

export interface PlannedRound {
  readonly round: number;
  /** Prunable weights left. */
  readonly weights: number;
  /** Share of the prunable weights that is left. */
  readonly density: number;
  /** The earlier ticket round whose weights give this round's mask; absent for round 0. */
  readonly source?: number;
}

/** `ticket`, or a control; `name` is the folder (`reinit`, `reinit-2`), `group` what claims and tables call it. */
export interface PlannedArm {
  readonly name: string;
  readonly group: string;
  readonly repeat: number;
  readonly control?: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
}

export interface Plan {
  readonly input: readonly number[];
  readonly outputs: number;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly layers: readonly PlannedLayer[];
  readonly pools: readonly PlannedPool[];
  readonly rounds: readonly PlannedRound[];
  readonly arms: readonly PlannedArm[];
  readonly trials: number;
  /** Length of a training from the start. */
  readonly iterations: number;
  /** Where pruned networks start: where their weights come from and the iteration they go on from. */
  readonly start: {
    readonly weights: 'init' | { readonly iteration: number } | 'trained';
    readonly iteration: number;
    readonly learningRate: 'schedule' | 'last';
  };
  readonly evaluateEvery: number;
  readonly cells: number;
  readonly totalIterations: number;
  /** Bytes of a finished run directory under the spec's `run.keep`, within a few per cent. */
  readonly sizeBytes: number;
}
