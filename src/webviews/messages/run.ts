// Messages between the run page and its host.
import { Type, type Static } from 'typebox';
import type { Curves } from '../charts/curves-chart';
import type { RunData } from '../run-data';
import { fromAnyPage, name, natural, reader, errorMessage } from './message';

const fromRunPage = Type.Union([
  ...fromAnyPage,
  Type.Object({ type: Type.Literal('curves'), group: name, round: natural }),
  Type.Object({ type: Type.Literal('report') }),
  Type.Object({ type: Type.Literal('act'), what: Type.Enum(['stop', 'resume', 'run']) }),
  /** Saves all evaluations of these curves to a file that the user picks. The page holds fewer points of a long run. */
  Type.Object({
    type: Type.Literal('csv'),
    chart: Type.Enum(['loss', 'validation-accuracy']),
    group: name,
    round: natural,
  }),
  Type.Object({ type: Type.Literal('open'), what: Type.Enum(['spec', 'log', 'masks']), round: natural }),
]);
export type FromRunPage = Static<typeof fromRunPage>;

export const readFromRunPage = reader<FromRunPage>(fromRunPage);

const number = Type.Number();
const summary = Type.Object({ mean: number, min: number, max: number, n: natural });
const diverged = Type.Optional(Type.Object({ iteration: natural, layer: Type.String() }));
const evaluation = Type.Object({
  iteration: natural,
  validationLoss: number,
  validationAccuracy: number,
  trainingLoss: number,
});
const curve = Type.Object({
  trial: natural,
  repeat: natural,
  evaluations: Type.Array(evaluation),
  earlyStop: Type.Optional(natural),
  diverged,
});
const metrics = {
  testAccuracy: Type.Optional(summary),
  testAccuracyAtEnd: Type.Optional(summary),
  earlyStopIteration: Type.Optional(summary),
  validationLoss: Type.Optional(summary),
};
const arm = Type.Object({
  ...metrics,
  diverged: natural,
  cells: Type.Array(
    Type.Object({
      trial: natural,
      repeat: natural,
      values: Type.Record(Type.String(), number),
      alive: Type.Record(Type.String(), natural),
      diverged,
    }),
  ),
});
const verdict = Type.Enum(['holds', 'fails', 'undecided']);
const value = Type.Optional(
  Type.Object({
    mean: number,
    perTrial: Type.Array(number),
    interval95: Type.Optional(Type.Tuple([number, number])),
  }),
);
const pair = Type.Tuple([Type.String(), Type.String()]);
const claim = Type.Object({
  says: Type.String(),
  metric: Type.Enum(['testAccuracy', 'testAccuracyAtEnd', 'earlyStopIteration', 'validationLoss']),
  of: Type.Union([
    Type.Object({ value: Type.String() }),
    Type.Object({ difference: pair }),
    Type.Object({ ratio: pair }),
  ]),
  bound: Type.Union([
    Type.Object({ atLeast: number }),
    Type.Object({ atMost: number }),
    Type.Object({ equals: number }),
  ]),
  over: Type.Enum(['mean', 'every-trial', 'interval-95']),
  verdict,
  because: Type.String(),
  round: Type.Optional(natural),
  density: Type.Optional(number),
  value,
  controls: Type.Array(
    Type.Object({ control: Type.String(), statement: verdict, because: Type.String(), value }),
  ),
  writtenBeforeData: Type.Boolean(),
});
const run = Type.Object({
  path: Type.String(),
  name: Type.String(),
  title: Type.Optional(Type.String()),
  state: Type.String(),
  actions: Type.Array(Type.Enum(['stop', 'resume', 'run'])),
  says: Type.String(),
  progress: Type.Optional(
    Type.Object({
      finished: natural,
      total: natural,
      share: number,
      iterationsPerSecond: Type.Optional(number),
      secondsLeft: Type.Optional(number),
    }),
  ),
  engine: Type.String(),
  trials: natural,
  iterations: natural,
  startIteration: natural,
  groups: Type.Array(Type.String()),
  rounds: Type.Array(
    Type.Object({
      round: natural,
      weights: natural,
      density: number,
      committed: Type.Boolean(),
      arms: Type.Record(Type.String(), arm),
    }),
    { minItems: 1 },
  ),
  layers: Type.Record(Type.String(), natural),
  claims: Type.Array(claim),
  paper: Type.Array(
    Type.Object({
      density: number,
      says: Type.String(),
      accuracyGain: Type.Optional(number),
      iterationRatio: Type.Optional(number),
    }),
  ),
});

const toRunPage = Type.Union([
  Type.Object({ type: Type.Literal('run'), run }),
  Type.Object({
    type: Type.Literal('curves'),
    group: name,
    round: natural,
    curves: Type.Array(curve),
    /** The dense network's curves, for comparison. */
    dense: Type.Array(curve),
  }),
  Type.Object({ type: Type.Literal('choose'), round: natural }),
  errorMessage,
]);
export type ToRunPage =
  | { readonly type: 'run'; readonly run: RunData }
  | ({ readonly type: 'curves' } & Curves)
  | { readonly type: 'choose'; readonly round: number }
  | { readonly type: 'error'; readonly message: string };
export const readToRunPage = reader<ToRunPage>(toRunPage);

/** The data of a report: the messages that a host would send. */
export interface Report {
  readonly run: Extract<ToRunPage, { type: 'run' }>;
  readonly curves: readonly Extract<ToRunPage, { type: 'curves' }>[];
}
