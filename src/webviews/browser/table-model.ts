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
  /** Whether the column is an input of the run (spec, data, engine) instead of a result. */
  readonly isFact?: boolean;
  value(row: TableRow): Value;
  /** The number format, also for differences to the baseline. */
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
  { id: 'lastAt', title: 'Density', isShown: true, unit: 'share', value: ({ lastAt }) => lastAt },
  {
    id: 'earlyStop',
    title: 'Stop iteration',
    isShown: false,
    unit: 'count',
    value: ({ earlyStop }) => earlyStop,
  },
  { id: 'claims', title: 'Claims', isShown: true, value: ({ claims }) => claims },
  { id: 'networks', title: 'Networks', isShown: false, unit: 'count', value: ({ finished }) => finished },
  {
    id: 'createdAt',
    title: 'Created',
    isShown: true,
    value: ({ createdAt }) => createdAt.slice(0, 16).replace('T', ' '),
  },
];

/** The built-in columns, and one for every value in the runs' specs. */
export function columnsOf(rows: readonly TableRow[]): readonly Column[] {
  const paths = [...new Set(rows.flatMap(({ facts }) => Object.keys(facts)))];
  return [
    ...own,
    ...paths.map((path): Column => ({
      ...{ id: path, title: path, isShown: false, isFact: true },
      value({ facts }) {
        const text = facts[path] ?? null;
        // Sorts 10 after 9.
        return text !== null && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
      },
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

/** Formats a value and, with a baseline, the difference to it. */
export function say({ unit }: Column, value: Value, baseline?: Value): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'string') return value;
  // Shows a spec's value unrounded.
  const text = unit === 'share' ? percent(value) : unit === 'count' ? short(value) : String(value);
  if (typeof baseline !== 'number' || unit === undefined) return text;
  const difference = value - baseline;
  if (difference === 0) return text;
  const sign = difference < 0 ? '−' : '+';
  const size = Math.abs(unit === 'share' ? 100 * difference : difference);
  return `${text} (${sign}${short(size)})`;
}

/**
 * Parses a filter: words that must all occur in a row, and comparisons such as `best > 0.95` or `seed = 3` by a
 * column's ID or title.
 *
 * @throws {Error} if the filter names an unknown column.
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
    if (!column) throw new Error(`Unknown column: ${name}.`);
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
