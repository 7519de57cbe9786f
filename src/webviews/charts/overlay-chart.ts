// The test accuracy of several runs' tickets in one chart, coloured by run or by a value of their specs.
import type { OverlayPoint } from '../messages/table';
import { columnsByDensity, densityAxis, linesByDensity, metricAxis, type Measured } from './by-density';
import {
  armScales,
  litOpacity,
  litParam,
  percent,
  type Chart,
  type Drawing,
  type Theme,
  type Position,
} from './chart';

const TICKS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

/** A key of the specs, and its value in each run, by the run's name. */
export interface ColouredBy {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

export function overlayChart(
  runs: readonly string[],
  points: readonly OverlayPoint[],
  by?: ColouredBy,
): Chart {
  const measured: Measured = { groups: runs, called: 'run', unit: 'test accuracy', isShare: true };
  const last = runs
    .flatMap((run) => points.findLast((one) => one.run === run) ?? [])
    .toSorted((a, b) => b.mean - a.mean)
    .map(({ run, mean, density }, i, { length }) => {
      const subject = i === 0 && length > 1 ? `In the last round ${run} is best` : run;
      return `${subject}: ${percent(mean)} at ${percent(density)} density.`;
    });
  const densities = points.map(({ density }) => density);
  const ticks = TICKS.filter((tick) => tick >= Math.min(...densities));
  // Short runs stay above most ticks: label their own densities.
  const x = densityAxis(densities, ticks.length > 2 ? ticks : [...new Set(densities)]);
  return {
    id: 'overlay',
    title: 'Test accuracy of the tickets at early stop',
    summary: last.length === 0 ? 'None of the runs has a trained network.' : last.join(' '),
    key: by ? `color: ${by.key}` : 'shaded: min to max',
    columns: [...columnsByDensity(measured), ...(by ? [{ key: 'value', title: by.key }] : [])],
    data: {
      rows: points.map(({ run, ...point }) => ({
        ...{ ...point, group: run },
        ...(by && { value: asNumber(by.values[run]) }),
      })),
    },
    height: 280,
    draw: (theme) => ({
      params: [litParam],
      layer: by ? linesByValue(x, measured, by, theme) : linesByDensity(x, measured, theme, 1),
    }),
  };
}

/** The number that a text represents, or else the text. */
export function asNumber(text = '–'): string | number {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

/** A line per run, with the colour of its value. */
function linesByValue(x: Position, measured: Measured, by: ColouredBy, theme: Theme): Drawing['layer'] {
  const isNumeric = Object.values(by.values).every((text) => typeof asNumber(text) === 'number');
  const color = {
    ...{ field: 'value', title: by.key },
    ...(isNumeric
      ? ({
          type: 'quantitative',
          legend: { tickCount: 4 },
          scale: { range: sequential(theme), zero: false },
        } as const)
      : ({ type: 'nominal', scale: wordScale(by, theme) } as const)),
  };
  const common = {
    x,
    y: metricAxis('mean', measured),
    color,
    detail: { field: 'group', type: 'nominal' },
    opacity: litOpacity(1),
  } as const;
  const rows = { data: { name: 'rows' }, transform: [{ filter: 'isValid(datum.mean)' }] };
  return [
    { ...rows, mark: { type: 'line', strokeWidth: 2 }, encoding: common },
    {
      ...rows,
      mark: { type: 'point', size: 36, filled: true },
      encoding: {
        ...common,
        tooltip: [
          { field: 'group', title: 'run' },
          { field: 'value', title: by.key },
          { field: 'density', title: 'density', format: '.2%' },
          { field: 'mean', title: `${measured.unit} (mean)`, format: '.2%' },
        ],
      },
    },
  ];
}

/** A colour of the theme for each value, in the order of the runs. */
function wordScale({ values }: ColouredBy, theme: Theme) {
  const words = [...new Set(Object.values(values))];
  return { domain: words.map(asNumber), range: armScales(words, theme).color.range };
}

/** Colours from low to high values, all with contrast to the background. */
export const sequential = ({ isDark }: Theme): string[] =>
  isDark ? ['#4f8fd6', '#ffd166'] : ['#e08a00', '#1b3f8b'];
