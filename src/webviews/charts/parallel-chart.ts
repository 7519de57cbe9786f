// Parallel coordinates of several runs: the values of their specs that differ, and their results.
import { litOpacity, litParam, percent, type Chart, type Theme, type Position, type Row } from './chart';
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
const LINE = 16;

/** An axis: the place of each value from 0 (left) to 1 (right), and its labels. */
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
    axes.map((axis, at): Row => {
      const value = valueOf(run, axis.name);
      // A run without this result has a gap.
      const place = value === null ? null : axis.place(value);
      return { group: run.name, axis: axis.name, value: textOf(axis.name, value), place, best: run.best, at };
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
      axes: names.map((name) => ({ axis: name })),
      labels: axes.flatMap(({ name, labels }) =>
        labels.map(([place, text]) => ({ axis: name, place, text: broken(text), of: labels.length })),
      ),
    },
    height: 66 * names.length,
    draw: (theme) => draw(names, theme),
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

/** Axes from top to bottom, each with its name above and its values below, so that long names fit a narrow panel. */
function draw(names: readonly string[], theme: Theme): ReturnType<Chart['draw']> {
  const y: Position = {
    ...{ field: 'axis', type: 'nominal', title: null, axis: null },
    scale: { domain: [...names], type: 'point', padding: 0.5 },
  };
  const x: Position = {
    ...{ field: 'place', type: 'quantitative', title: null, axis: null },
    scale: { domain: [0, 1], nice: false },
  };
  const name = { type: 'text', x: 0, dy: -12, align: 'left', baseline: 'bottom', fontSize: 11 } as const;
  const value = {
    ...({ type: 'text', dy: 8, baseline: 'top' } as const),
    ...{ fontSize: 11, lineBreak: '\n', limit: { expr: 'width / datum.of - 4' } },
    align: { expr: "datum.place < 0.1 ? 'left' : datum.place > 0.9 ? 'right' : 'center'" },
  };
  // An outline in the background's color, so that lines do not cross the text.
  const outline = { stroke: theme.background, strokeWidth: 5, strokeJoin: 'round' } as const;
  const texts = (mark: typeof name | typeof value, data: string, text: string, xs: object) =>
    [outline, { color: theme.foreground }].map((paint) => ({
      data: { name: data },
      mark: { ...mark, ...paint },
      encoding: { ...xs, y, text: { field: text, type: 'nominal' as const } },
    }));
  const rows = { data: { name: 'rows' }, transform: [{ filter: 'isValid(datum.place)' }] };
  const color = {
    ...({
      field: 'best',
      type: 'quantitative',
      title: BEST,
      legend: { format: '.1%', tickCount: 4 },
    } as const),
    scale: { range: sequential(theme), zero: false },
  } as const;
  const tooltip = [
    { field: 'group', title: 'run' },
    { field: 'axis', title: 'axis' },
    { field: 'value', title: 'value' },
  ];
  const common = { x, y, color, detail: { field: 'group', type: 'nominal' }, tooltip } as const;
  return {
    params: [litParam],
    layer: [
      { data: { name: 'axes' }, mark: { type: 'rule', color: theme.muted, opacity: 0.6 }, encoding: { y } },
      {
        ...rows,
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { ...common, order: { field: 'at', type: 'quantitative' }, opacity: litOpacity(0.9) },
      },
      {
        ...rows,
        mark: { type: 'point', filled: true, size: 36 },
        encoding: { ...common, opacity: litOpacity(1) },
      },
      ...texts(name, 'axes', 'axis', {}),
      ...texts(value, 'labels', 'text', { x }),
    ],
  };
}
