// Columns, sorting and filtering of the runs table.
import {
  columnFilteringFeature,
  columnOrderingFeature,
  columnVisibilityFeature,
  constructTable,
  createFilteredRowModel,
  createSortedRowModel,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
  type ColumnDef,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import { localTime } from '../../runs/text';
import { percent } from '../charts/chart';
import { asNumber } from '../charts/overlay-chart';
import { nearest } from '../../language/words';
import type { OverTrials, TableRow } from '../table-data';

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnFilteringFeature,
  columnOrderingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
});
type Features = typeof features;
export type Value = string | number | null;

export interface Column {
  readonly id: string;
  readonly title: string;
  /** The explanation of the heading, one sentence. */
  readonly says: string;
  readonly isShown: boolean;
  /** Whether the column is an input of the run (spec, data, engine) instead of a result. */
  readonly isFact?: boolean;
  value(row: TableRow): Value;
  /** The spread over trials behind a mean. */
  spread?(row: TableRow): OverTrials | null;
  /** The number format, also for differences to the baseline. */
  readonly unit?: 'share' | 'count';
}

/** A column of a metric over trials. */
const measured = (
  id: 'dense' | 'best' | 'last' | 'lastEnd' | 'earlyStop',
  title: string,
  says: string,
  unit: 'share' | 'count' = 'share',
): Column => ({
  ...{ id, title, says, unit, isShown: unit === 'share' },
  value: (row) => row[id]?.mean ?? null,
  spread: (row) => row[id],
});

const density = (id: 'bestAt' | 'winningAt' | 'lastAt', title: string, says: string): Column => ({
  ...{ id, title, says, unit: 'share', isShown: true },
  value: (row) => row[id],
});

const own: readonly Column[] = [
  { id: 'name', title: 'Spec', says: 'The spec of the run', isShown: true, value: ({ name }) => name },
  {
    ...{
      id: 'run',
      title: 'Run',
      says: 'The difference to other runs of the spec, or the name you gave it',
    },
    ...{ isShown: true, value: ({ title }) => title },
  },
  { id: 'tags', title: 'Tags', says: 'The tags you gave the run', isShown: false, value: ({ tags }) => tags },
  {
    ...{ id: 'state', title: 'State', says: 'The state of the run, with the reason if it failed' },
    ...{ isShown: true, value: ({ state }) => state },
  },
  density(
    'winningAt',
    'Smallest winning ticket',
    'Lowest density at which the ticket matches the dense network within 0.2 points, there and in all denser rounds',
  ),
  measured('dense', 'Dense', 'Test accuracy of the dense network at early stop'),
  measured('best', 'Best ticket', 'Highest test accuracy of a pruned round at early stop'),
  density('bestAt', 'Best at', 'Density of the best ticket'),
  measured('last', 'Early stop', 'Test accuracy in the last round at early stop'),
  measured('lastEnd', 'End', 'Test accuracy in the last round at the end of training'),
  density('lastAt', 'Density', 'Density of the last round'),
  measured('earlyStop', 'Stop iteration', 'Early-stop iteration in the last round', 'count'),
  {
    ...{ id: 'claims', title: 'Claims', says: 'Claims that hold, of all claims of the spec' },
    ...{ isShown: true, value: ({ claims }) => claims },
  },
  {
    ...{ id: 'networks', title: 'Networks', says: 'Networks trained so far', isShown: false, unit: 'count' },
    value: ({ finished }) => finished,
  },
  {
    ...{ id: 'createdAt', title: 'Created', says: 'Start of the run, in local time', isShown: true },
    value: ({ createdAt }) => minuteOf(createdAt),
  },
];

/** A time to the minute; any other text unchanged. */
function minuteOf(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : localTime(time).slice(0, -3);
}

/** The built-in columns, and one for every value in the runs' specs. */
export function columnsOf(rows: readonly TableRow[]): readonly Column[] {
  const paths = [...new Set(rows.flatMap(({ facts }) => Object.keys(facts)))];
  return [
    ...own,
    ...paths.map((path): Column => ({
      ...{ id: path, title: path, says: `Value of ${path}`, isShown: false, isFact: true },
      // Sorts 10 after 9.
      value: ({ facts }) => (facts[path] === undefined ? null : asNumber(facts[path])),
    })),
  ];
}

/** Compares numbers by value and text alphabetically. */
function order(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true });
}

export function makeTable(data: readonly TableRow[], columns: readonly Column[]) {
  return constructTable<Features, TableRow>({
    features,
    data: [...data],
    getRowId: ({ path }) => path,
    columns: columns.map(({ id, value }): ColumnDef<Features, TableRow> => ({
      id,
      accessorFn: value,
      sortFn: (a, b) => order(a.getValue(id), b.getValue(id)),
      sortUndefined: 'last',
      filterFn: (row, column, filter: (row: TableRow) => boolean) => filter(row.original),
    })),
  });
}
export type RunTable = ReturnType<typeof makeTable>;

const short = (value: number): string => value.toFixed(2).replace(/\.?0+$/, '');

/** Formats a value, with its spread over trials, and with the difference to a baseline. */
export function say(
  { unit }: Column,
  value: Value,
  {
    baseline,
    spread,
  }: { readonly baseline?: Value | undefined; readonly spread?: OverTrials | null | undefined } = {},
): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'string') return value;
  // Shows a spec's value unrounded.
  const text = unit === 'share' ? percent(value) : unit === 'count' ? short(value) : String(value);
  const [by, digits] = unit === 'share' ? [100, 1] : [1, 0];
  const around = spread && spread.n > 1 ? `${text} ± ${(by * spread.deviation).toFixed(digits)}` : text;
  if (typeof baseline !== 'number' || unit === undefined) return around;
  const difference = value - baseline;
  if (difference === 0) return around;
  const sign = difference < 0 ? '−' : '+';
  return `${around} (${sign}${short(Math.abs(by * difference))})`;
}

/** A filter's comparison of a column. */
interface Comparison {
  readonly column: Column;
  readonly sign: string;
  readonly to: string | number;
}

const SIGNS = /(<=|>=|!=|=|<|>)/;

/**
 * Parses a filter: words that must all occur in a row, and comparisons such as `early stop > 95%`, `seed = 3` or
 * `run = "my run"`, with a column's title or ID before the sign. For a share, `95` also means 95%.
 *
 * @throws {Error} if the filter names an unknown column.
 */
export function filterOf(text: string, columns: readonly Column[]): (row: TableRow) => boolean {
  const words: string[] = [];
  const comparisons: Comparison[] = [];
  let rest = text;
  for (let found = SIGNS.exec(rest); found; found = SIGNS.exec(rest)) {
    const [sign] = found;
    const { column, before } = columnBefore(rest.slice(0, found.index), columns);
    words.push(...before);
    rest = rest.slice(found.index + sign.length);
    const [whole = '', quoted, plain = ''] = /^\s*(?:"([^"]*)"?|(\S*))/.exec(rest) ?? [];
    rest = rest.slice(whole.length);
    const wanted = quoted ?? plain;
    // An unfinished comparison hides nothing.
    if (wanted !== '') comparisons.push({ column, sign, to: quoted ?? valueOf(column, wanted) });
  }
  words.push(...rest.split(/\s+/).filter(Boolean));
  const wanted = words.map((word) => word.toLowerCase());
  return (row) =>
    comparisons.every((one) => satisfies(one, row)) &&
    wanted.every((word) =>
      columns.some((column) =>
        String(column.value(row) ?? '')
          .toLowerCase()
          .includes(word),
      ),
    );
}

/** The column whose title or ID ends `text`, the longest one, and the words before it. */
function columnBefore(
  text: string,
  columns: readonly Column[],
): { readonly column: Column; readonly before: readonly string[] } {
  const all = text.trim().split(/\s+/);
  for (let from = 0; from < all.length; from++) {
    const name = all.slice(from).join(' ').toLowerCase();
    const column = columns.find(({ id, title }) => [id, title].some((one) => one.toLowerCase() === name));
    if (column) return { column, before: all.slice(0, from) };
  }
  const unknown = all.at(-1) ?? '';
  const near = nearest(
    unknown.toLowerCase(),
    columns.flatMap(({ id, title }) => [title, id]),
  );
  throw new Error(
    unknown === ''
      ? 'Write a column before the sign, such as best ticket > 95%.'
      : `Unknown column: ${unknown}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

function valueOf({ unit }: Column, text: string): string | number {
  if (/^-?[\d.]+%$/.test(text)) return Number(text.slice(0, -1)) / 100;
  const number = Number(text);
  if (Number.isNaN(number)) return text;
  return unit === 'share' && number > 1 ? number / 100 : number;
}

function satisfies({ column, sign, to }: Comparison, row: TableRow): boolean {
  const value = column.value(row);
  if (value === null) return false;
  const far = order(value, to);
  switch (sign) {
    case '<':
      return far < 0;
    case '<=':
      return far <= 0;
    case '>':
      return far > 0;
    case '>=':
      return far >= 0;
    case '!=':
      return far !== 0;
    default:
      return far === 0;
  }
}

/**
 * Completions of a filter's last words: whole filters that end in a column's title. A title may have spaces, so the
 * longest end of the text that starts a title counts.
 */
export function suggestions(text: string, columns: readonly Column[]): readonly string[] {
  for (const { index } of text.matchAll(/(?<!\S)\S/g)) {
    const words = text.slice(index).toLowerCase();
    const isStart = (one: string): boolean => one.toLowerCase().startsWith(words);
    const found = columns.filter(({ id, title }) => isStart(title) || isStart(id));
    if (found.length > 0)
      return found.map(({ title, unit }) => `${text.slice(0, index)}${title} ${unit ? '>' : '='} `);
  }
  return [];
}
