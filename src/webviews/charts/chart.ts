// The common interface of charts: rows for the drawing, the data table and the CSV file; a text summary for screen
// readers; and the drawing itself.
import { csv } from '../../runs/csv-text';
import { percent } from '../../runs/text';
import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Config } from 'vega-lite/types_unstable/config.js';

export { percent };
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  readonly key: string;
  readonly title: string;
  /** Whether to format values as percentages. */
  readonly percent?: boolean;
}

/** The theme: CSS colours and font. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly font: string;
  readonly isDark: boolean;
  readonly isHighContrast: boolean;
  /** Colours of claims that hold and fail. */
  readonly good: string;
  readonly bad: string;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Legend of symbols. */
  readonly key?: string;
  readonly columns: readonly Column[];
  /** Data sets of the drawing; `rows` also fills the table. */
  readonly data: Readonly<Record<string, readonly Row[]>>;
  /** Pixels. */
  readonly height: number;
  /** The drawing without data. It stays equal while only numbers change. */
  draw(theme: Theme): Drawing;
}

/** A position channel of the drawing. */
export type Position = PositionFieldDef<string>;
export type Drawing = Omit<Extract<TopLevelSpec, { layer: unknown }>, 'data' | '$schema'>;

/** `percent` as a Vega expression of `datum.value`. */
export const percentLabel =
  "datum.value >= 0.9995 ? '100%' : format(100 * datum.value, datum.value >= 0.1 ? '.1f' : datum.value > 0 && datum.value < 0.001 ? '.2~r' : '.2f') + '%'";

/** The signal that names the highlighted arm (empty for none), and the opacity that depends on it. */
export const litParam = { name: 'lit', value: '' } as const;
export const litOpacity = (full: number, field: 'group' | 'net' = 'group') =>
  ({ condition: { test: `lit === '' || datum.${field} === lit`, value: full }, value: full * 0.15 }) as const;

/** A chart's data as CSV. */
export const chartCsv = ({ columns, data: { rows = [] } }: Chart): string =>
  csv(
    columns.map(({ key }) => key),
    rows.map((row) => columns.map(({ key }) => row[key] ?? undefined)),
  );

const light = ['#0b5cad', '#b04a00', '#6f3aa8', '#0a6e50', '#a8205f', '#6a5c00', '#4a4a8f', '#8a3324'];
const dark = ['#63b0ff', '#ff9d4d', '#c9a2ff', '#4fd3a3', '#ff86bd', '#dfd156', '#9fa8ff', '#ff9a86'];
const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [10, 4],
  [4, 2, 1, 2],
  [1, 3],
  [12, 3],
];
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'];

/** Colour, dashes and shape of each arm, ticket first. Arms stay distinguishable without colour. */
export function armScales(groups: readonly string[], { isDark }: Theme) {
  const pick = <T>(from: readonly T[]): T[] =>
    groups.map((_, i) => from[i % from.length]).filter((one) => one !== undefined);
  const domain = [...groups];
  return {
    color: { domain, range: pick(isDark ? dark : light) },
    dash: { domain, range: pick(dashes) },
    shape: { domain, range: pick(shapes) },
  };
}

export const armColour = (groups: readonly string[], group: string, theme: Theme): string => {
  const { domain, range } = armScales(groups, theme).color;
  return range[domain.indexOf(group)] ?? theme.foreground;
};

/** The theme as a Vega-Lite configuration. The smallest text is 11 px. */
export function config(theme: Theme): Config {
  const text = { labelFontSize: 11, titleFontSize: 12, labelColor: theme.foreground };
  return {
    background: theme.background,
    font: theme.font,
    aria: false,
    view: { stroke: null },
    axis: {
      ...text,
      titleColor: theme.foreground,
      titleFontWeight: 'normal',
      gridColor: theme.grid,
      domainColor: theme.muted,
      tickColor: theme.muted,
      labelOverlap: 'greedy',
      labelSeparation: 6,
    },
    legend: {
      ...text,
      titleColor: theme.foreground,
      orient: 'bottom',
      direction: 'horizontal',
      columns: 4,
      symbolStrokeWidth: 2,
      labelLimit: 260,
    },
    title: {
      ...{ color: theme.foreground, fontSize: 14, fontWeight: 600, anchor: 'start', offset: 12 },
      ...{ subtitleColor: theme.foreground, subtitleFontSize: 11, subtitlePadding: 6 },
    },
    text: { fontSize: 11, color: theme.foreground },
  };
}
