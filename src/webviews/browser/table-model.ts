// The columns of the table of runs, and which rows are shown in which order.
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
import { percent } from '../charts/chart';
import type { TableRow } from '../table-data';

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
  readonly isShown: boolean;
  /** Whether it is what the run was made of, rather than what it has come to. */
  readonly isFact?: boolean;
  value(row: TableRow): Value;
  /** How a number is told; what a difference to the baseline is told in. */
  readonly unit?: 'share' | 'count';
}

const own: readonly Column[] = [
  { id: 'name', title: 'Spec', isShown: true, value: ({ name }) => name },
  { id: 'title', title: 'Run', isShown: true, value: ({ title }) => title },
  { id: 'tags', title: 'Tags', isShown: false, value: ({ tags }) => tags },
  { id: 'state', title: 'State', isShown: true, value: ({ state }) => state },
  { id: 'dense', title: 'Dense', isShown: true, unit: 'share', value: ({ dense }) => dense },
  { id: 'best', title: 'Best', isShown: true, unit: 'share', value: ({ best }) => best },
  { id: 'bestAt', title: 'Best at', isShown: true, unit: 'share', value: ({ bestAt }) => bestAt },
  { id: 'last', title: 'Early stop', isShown: true, unit: 'share', value: ({ last }) => last },
  { id: 'lastEnd', title: 'End', isShown: true, unit: 'share', value: ({ lastEnd }) => lastEnd },
  { id: 'lastAt', title: 'Left', isShown: true, unit: 'share', value: ({ lastAt }) => lastAt },
  { id: 'earlyStop', title: 'Stops at', isShown: false, unit: 'count', value: ({ earlyStop }) => earlyStop },
  { id: 'claims', title: 'Claims', isShown: true, value: ({ claims }) => claims },
  { id: 'networks', title: 'Networks', isShown: false, unit: 'count', value: ({ finished }) => finished },
  {
    id: 'createdAt',
    title: 'Begun',
    isShown: true,
    value: ({ createdAt }) => createdAt.slice(0, 16).replace('T', ' '),
  },
];

/** A column for everything that the specs of these runs say. */
export function columnsOf(rows: readonly TableRow[]): readonly Column[] {
  const paths = [...new Set(rows.flatMap(({ facts }) => Object.keys(facts)))];
  return [
    ...own,
    ...paths.map((path): Column => ({
      ...{ id: path, title: path, isShown: false, isFact: true },
      value({ facts }) {
        const text = facts[path] ?? null;
        // So that 10 comes after 9.
        return text !== null && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
      },
    })),
  ];
}

/** Numbers by size, text by the alphabet, and what is not there last. */
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

/** A value, and with a baseline how far it is from that of the baseline. */
export function say({ unit }: Column, value: Value, baseline?: Value): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'string') return value;
  // What a spec says stands as it is, however small.
  const text = unit === 'share' ? percent(value) : unit === 'count' ? short(value) : String(value);
  if (typeof baseline !== 'number' || unit === undefined) return text;
  const difference = value - baseline;
  if (difference === 0) return text;
  const sign = difference < 0 ? '−' : '+';
  const size = Math.abs(unit === 'share' ? 100 * difference : difference);
  return `${text} (${sign}${short(size)})`;
}

/**
 * A filter as people write it: words that must all stand somewhere in the row, and comparisons such as `best > 0.95` or
 * `seed = 3`, by a column's name or title. What is wrong with it is thrown.
 */
export function filterOf(text: string, columns: readonly Column[]): (row: TableRow) => boolean {
  const tests = (text.match(/[\w.-]+\s*(?:<=|>=|!=|=|<|>)\s*\S+|\S+/g) ?? []).map((part) => {
    const [, name = '', sign, wanted = ''] = /^([\w.-]+)\s*(<=|>=|!=|=|<|>)\s*(\S+)$/.exec(part) ?? [];
    if (sign === undefined) {
      const word = part.toLowerCase();
      return (row: TableRow): boolean =>
        columns.some((column) =>
          String(column.value(row) ?? '')
            .toLowerCase()
            .includes(word),
        );
    }
    const column = columns.find(({ id, title }) =>
      [id, title].some((one) => one.toLowerCase() === name.toLowerCase()),
    );
    if (!column) throw new Error(`There is no column ${name}.`);
    const to = /^-?[\d.]+%$/.test(wanted)
      ? Number(wanted.slice(0, -1)) / 100
      : Number.isNaN(Number(wanted))
        ? wanted
        : Number(wanted);
    return (row: TableRow): boolean => {
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
    };
  });
  return (row) => tests.every((test) => test(row));
}
