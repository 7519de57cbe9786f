// Parallel coordinates of several runs: the values of their specs that differ, and their results.
import { litOpacity, litParam, percent, type Chart, type Theme, type Position, type Row } from './chart';
import { shortName } from '../../runs/labels';
import { asNumber, sequential } from './overlay-chart';

/** A run with its differing values, as text by dotted path, and its results. */
export interface ComparedRun {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** Highest test accuracy of a pruned round. */
  readonly best: number | null;
  /** Density of the smallest winning ticket. */
  readonly winningAt: number | null;
}

const BEST = 'best ticket';
const WINNING = 'smallest winning ticket';

/** Longest line of a label, in characters, if it can be broken. */
const LINE = 10;

/** An axis: the place of each value from 0 (bottom) to 1 (top), and its labels. */
interface Axis {
  readonly name: string;
  place(value: string | number): number;
  readonly labels: readonly (readonly [place: number, text: string])[];
}

export function parallelChart(keys: readonly string[], runs: readonly ComparedRun[]): Chart {
  const valueOf = (run: ComparedRun, name: string): string | number | null =>
    name === BEST ? run.best : name === WINNING ? run.winningAt : asNumber(run.values[name]);
  const names = [...keys, WINNING, BEST];
  const axes = names.map((name) =>
    axisOf(
      name,
      runs.map((run) => valueOf(run, name)).filter((value) => value !== null),
    ),
  );
  const rows = runs.flatMap((run) =>
    axes.flatMap((axis): readonly Row[] => {
      const value = valueOf(run, axis.name);
      // A run without this result has a gap.
      const place = value === null ? null : axis.place(value);
      return [{ group: run.name, axis: axis.name, value: textOf(axis.name, value), place, best: run.best }];
    }),
  );
  const ranked = runs.filter(({ best }) => best !== null).toSorted((a, b) => (b.best ?? 0) - (a.best ?? 0));
  const [first] = ranked;
  return {
    id: 'parallel',
    title: 'Values and results of the runs',
    summary: first ? `Best: ${first.name}, ${percent(first.best ?? 0)} test accuracy.` : 'No results yet.',
    key: `color: ${BEST}`,
    columns: [
      { key: 'group', title: 'run' },
      { key: 'axis', title: 'axis' },
      { key: 'value', title: 'value' },
    ],
    data: {
      rows,
      labels: axes.flatMap(({ name, labels }) =>
        labels.map(([place, text]) => ({ axis: name, place, text: broken(text) })),
      ),
    },
    height: 280,
    draw: (theme) => draw(names, keys, theme),
  };
}

/** A long text in several lines, broken after a hyphen, comma, slash or space. */
const broken = (text: string): string =>
  text.split(/(?<=[-,/ ])/).reduce((lines, part) => {
    const last = lines.slice(lines.lastIndexOf('\n') + 1);
    return last !== '' && last.length + part.trimEnd().length > LINE
      ? `${lines.trimEnd()}\n${part}`
      : lines + part;
  }, '');

const isShare = (name: string): boolean => name === BEST || name === WINNING;

const textOf = (name: string, value: string | number | null): string =>
  value === null ? '–' : isShare(name) && typeof value === 'number' ? percent(value) : String(value);

/** A numeric axis if all values are numbers, logarithmic over more than a factor of 20; otherwise one place per value. */
function axisOf(name: string, values: readonly (string | number)[]): Axis {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0 || numbers.length < values.length) {
    const all = [...new Set(values.map(String))].sort();
    const place = (value: string | number): number =>
      all.length < 2 ? 0.5 : all.indexOf(String(value)) / (all.length - 1);
    return { name, place, labels: all.map((text) => [place(text), text]) };
  }
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const scale = low > 0 && high / low > 20 ? Math.log : (value: number): number => value;
  const place = (value: string | number): number =>
    high === low ? 0.5 : (scale(Number(value)) - scale(low)) / (scale(high) - scale(low));
  const ends = high === low ? [low] : [low, high];
  return { name, place, labels: ends.map((value) => [place(value), textOf(name, value)]) };
}

function draw(names: readonly string[], keys: readonly string[], theme: Theme): ReturnType<Chart['draw']> {
  // Every second name stands a line higher, so that neighbors do not overlap.
  const titles = names.map((name, i) => {
    const title = isShare(name) ? name : shortName(name, keys);
    return [name, i % 2 === 0 ? [title, ''] : title];
  });
  const x: Position = {
    ...{ field: 'axis', type: 'nominal', title: null },
    scale: { domain: [...names], type: 'point', padding: 0.6 },
    axis: {
      ...{ labelAngle: 0, domain: false, ticks: false, orient: 'top', labelLimit: 180, labelOverlap: false },
      labelExpr: `${JSON.stringify(Object.fromEntries(titles))}[datum.label]`,
    },
  };
  const y: Position = {
    ...{ field: 'place', type: 'quantitative', title: null, axis: null },
    // Room for labels of several lines at the top and the bottom.
    scale: { domain: [-0.08, 1.08], nice: false },
  };
  const label = {
    ...({ type: 'text', dx: 6, align: 'left', baseline: 'middle' } as const),
    ...{ fontSize: 11, lineBreak: '\n' },
    // Ends a long value before the next axis; the table has all of it.
    limit: { expr: `width / ${names.length + 0.2} - 10` },
  } as const;
  const text = { x, y, text: { field: 'text', type: 'nominal' } } as const;
  return {
    params: [litParam],
    layer: [
      { data: { name: 'labels' }, mark: { type: 'rule', color: theme.grid }, encoding: { x } },
      {
        data: { name: 'rows' },
        transform: [{ filter: 'isValid(datum.place)' }],
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          ...{ x, y, detail: { field: 'group', type: 'nominal' }, opacity: litOpacity(0.9) },
          color: {
            ...{ field: 'best', type: 'quantitative', title: BEST, legend: { format: '.1%' } },
            scale: { range: sequential(theme), zero: false },
          },
          tooltip: [
            { field: 'group', title: 'run' },
            { field: 'axis', title: 'axis' },
            { field: 'value', title: 'value' },
          ],
        },
      },
      // An outline in the background's color, so that lines do not cross the text.
      {
        data: { name: 'labels' },
        mark: { ...label, stroke: theme.background, strokeWidth: 5, strokeJoin: 'round' },
        encoding: text,
      },
      { data: { name: 'labels' }, mark: { ...label, color: theme.foreground }, encoding: text },
    ],
  };
}
