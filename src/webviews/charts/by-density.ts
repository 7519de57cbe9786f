// A metric's mean against density: one line per group, with a band from min to max.
import {
  armScales,
  litOpacity,
  percentLabel,
  type Column,
  type Drawing,
  type Theme,
  type Position,
} from './chart';

export interface Measured {
  /** Groups with a line each, and the term for a group. */
  readonly groups: readonly string[];
  readonly called: string;
  readonly unit: string;
  readonly isShare: boolean;
}

/** Columns of the rows: `group`, `round`, `density`, `mean`, `min`, `max` and `n`. */
export const columnsByDensity = ({ called, unit, isShare }: Measured): readonly Column[] => [
  { key: 'group', title: called },
  { key: 'round', title: 'round' },
  { key: 'density', title: 'density', percent: true },
  { key: 'mean', title: `${unit} (mean)`, percent: isShare },
  { key: 'min', title: 'min', percent: isShare },
  { key: 'max', title: 'max', percent: isShare },
  { key: 'n', title: 'networks' },
];

/** The density axis, logarithmic and from dense to sparse. */
export const densityAxis = (densities: readonly number[], ticks: readonly number[]): Position => ({
  ...{ field: 'density', type: 'quantitative', title: 'density' },
  scale: { type: 'log', reverse: true, nice: false, domain: [Math.min(...densities, 0.999), 1] },
  axis: { values: [...ticks], labelExpr: percentLabel, grid: false, labelFlush: false },
});

export const metricAxis = (field: string, { unit, isShare }: Measured): Position => ({
  ...{ field, type: 'quantitative', title: unit, scale: { zero: false } },
  axis: { format: isShare ? '.2~%' : ',d', tickCount: 6 },
});

/** Bands, lines and points of the data set `rows`, with gaps for missing values. */
export function linesByDensity(
  x: Position,
  measured: Measured,
  theme: Theme,
  legendColumns?: number,
): Drawing['layer'] {
  const { groups, called, unit, isShare } = measured;
  const scales = armScales(groups, theme);
  const group = { field: 'group', type: 'nominal', title: null } as const;
  // Filled symbols only: dashed outlines are unreadable at this size.
  const legend = {
    symbolOpacity: 1,
    symbolStrokeWidth: 0,
    ...(legendColumns !== undefined && { columns: legendColumns }),
  };
  const color = { ...group, scale: scales.color, legend };
  const y = metricAxis('mean', measured);
  const shown = isShare ? '.2%' : ',.0f';
  const rows = { data: { name: 'rows' }, transform: [{ filter: 'isValid(datum.mean)' }] };
  return [
    {
      ...rows,
      mark: { type: 'area' },
      encoding: {
        ...{ x, y: metricAxis('min', measured), y2: { field: 'max' }, color, opacity: litOpacity(0.18) },
      },
    },
    {
      ...rows,
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { x, y, color, opacity: litOpacity(1), strokeDash: { ...group, scale: scales.dash } },
    },
    {
      ...rows,
      mark: { type: 'point', size: 44, filled: true },
      encoding: {
        ...{ x, y, color, opacity: litOpacity(1), shape: { ...group, scale: scales.shape } },
        tooltip: [
          { field: 'group', title: called },
          { field: 'round', title: 'round' },
          { field: 'density', title: 'density', format: '.2%' },
          { field: 'mean', title: `${unit} (mean)`, format: shown },
          { field: 'min', title: 'min', format: shown },
          { field: 'max', title: 'max', format: shown },
          { field: 'n', title: 'networks' },
        ],
      },
    },
  ];
}
