// Messages between the runs table and its host.
import { Type, type Static } from 'typebox';
import type { TableRow } from '../table-data';
import { fromAnyPage, natural, reader, errorMessage } from './message';

/** The most runs in one comparison. */
export const MOST_COMPARED = 60;

const run = Type.String({ minLength: 1, maxLength: 4096 });

const fromTablePage = Type.Union([
  ...fromAnyPage,
  Type.Object({ type: Type.Literal('compare'), runs: Type.Array(run, { maxItems: MOST_COMPARED }) }),
  Type.Object({ type: Type.Literal('open'), run, what: Type.Enum(['run', 'masks']) }),
]);
export type FromTablePage = Static<typeof fromTablePage>;
export const readFromTablePage = reader<FromTablePage>(fromTablePage);

const number = Type.Union([Type.Number(), Type.Null()]);
const overTrials = Type.Union([
  Type.Object({ mean: Type.Number(), deviation: Type.Number(), n: natural }),
  Type.Null(),
]);
const text = Type.String();
const row = Type.Object({
  ...{
    path: run,
    name: text,
    title: text,
    tags: text,
    state: text,
    reason: text,
    createdAt: text,
    claims: text,
  },
  ...{ finished: natural, total: natural },
  ...{ dense: overTrials, best: overTrials, last: overTrials, lastEnd: overTrials, earlyStop: overTrials },
  ...{ bestAt: number, winningAt: number, lastAt: number },
  facts: Type.Record(text, text),
});

const point = Type.Object({
  run: text,
  ...{ round: natural, density: Type.Number(), mean: Type.Number(), min: Type.Number(), max: Type.Number() },
  n: natural,
});
export type OverlayPoint = Static<typeof point>;

const toTablePage = Type.Union([
  /** New and changed rows, and removed runs. */
  Type.Object({ type: Type.Literal('rows'), rows: Type.Array(row), gone: Type.Array(run) }),
  /** Selects these runs and compares them. */
  Type.Object({ type: Type.Literal('choose'), runs: Type.Array(run) }),
  Type.Object({
    type: Type.Literal('compared'),
    /** The requested runs. Some may no longer exist. */
    asked: Type.Array(run),
    runs: Type.Array(Type.Object({ path: run, name: text, best: number, winningAt: number })),
    points: Type.Array(point),
    /** The values that differ, one text per run. */
    differences: Type.Array(Type.Object({ path: text, values: Type.Array(text) })),
  }),
  errorMessage,
]);
export type ToTablePage =
  | { readonly type: 'rows'; readonly rows: readonly TableRow[]; readonly gone: readonly string[] }
  | { readonly type: 'choose'; readonly runs: readonly string[] }
  | {
      readonly type: 'compared';
      readonly asked: readonly string[];
      readonly runs: readonly {
        readonly path: string;
        readonly name: string;
        /** Highest test accuracy of a pruned round; density of the smallest winning ticket. */
        readonly best: number | null;
        readonly winningAt: number | null;
      }[];
      readonly points: readonly OverlayPoint[];
      readonly differences: readonly { readonly path: string; readonly values: readonly string[] }[];
    }
  | { readonly type: 'error'; readonly message: string };
export const readToTablePage = reader<ToTablePage>(toTablePage);
