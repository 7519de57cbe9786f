// A heatmap of the density of each layer after each round.
import { summary as summarise } from '../../runs/statistics';
import type { RunData } from '../run-data';
import {
  percent,
  percentLabel,
  type Chart,
  type Theme,
  type Position,
  type Row,
  type Drawing,
} from './chart';

export function layersChart(run: RunData, round: number): Chart {
  const rows = run.rounds.flatMap(({ round, arms }) => {
    const cells = arms.ticket?.cells ?? [];
    return Object.entries(run.layers).flatMap(([layer, weights]): readonly Row[] => {
      const alive = summarise(cells.map((cell) => cell.alive[layer] ?? 0));
      if (!alive) return [];
      const { mean, min, max, n } = alive;
      return [
        {
          ...{ layer: layerName(layer), round, weights, alive: mean, n },
          ...{ density: mean / weights, min: min / weights, max: max / weights },
        },
      ];
    });
  });
  const last = rows.at(-1)?.round;
  const layers = Object.keys(run.layers).map(layerName);
  return {
    id: 'layers',
    title: 'Density per layer of the ticket',
    columns: [
      { key: 'layer', title: 'layer' },
      { key: 'round', title: 'round' },
      { key: 'density', title: 'density', percent: true },
      { key: 'min', title: 'min', percent: true },
      { key: 'max', title: 'max', percent: true },
      { key: 'alive', title: 'weights kept (mean)' },
      { key: 'weights', title: 'weights' },
      { key: 'n', title: 'networks' },
    ],
    data: { rows, chosen: [{ round }] },
    summary:
      last === undefined
        ? 'No trained networks yet.'
        : `After round ${String(last)}: ${rows
            .filter((row) => row.round === last)
            .map((row) => `${String(row.layer)} ${percent(Number(row.density))}`)
            .join(', ')}.`,
    key: 'stronger color: higher density',
    height: Math.max(150, 34 * layers.length),
    draw: (theme) => draw(run, layers, theme),
  };
}

/** The layer name of a prunable parameter: `fc1` for `fc1.weight`. */
export const layerName = (parameter: string): string => parameter.replace(/\.weight$/, '');

/** The density of a cell that is wide enough for it. */
const label = `bandwidth('x') < 40 ? '' : ${percentLabel.replaceAll('datum.value', 'datum.density')}`;

/** Black or white: one of them has a contrast of at least 4.5 with any colour (WCAG 2, relative luminance). */
const contrasting = "luminance(scale('color', datum.density)) > 0.179 ? '#000000' : '#ffffff'";

function draw({ rounds }: RunData, layers: readonly string[], theme: Theme): Drawing {
  const x: Position = {
    field: 'round',
    type: 'ordinal',
    title: 'round',
    scale: { domain: rounds.map(({ round }) => round), paddingInner: 0.06 },
    axis: { labelAngle: 0 },
  };
  const y: Position = {
    field: 'layer',
    type: 'nominal',
    title: null,
    scale: { domain: [...layers], paddingInner: 0.12 },
    axis: { labelLimit: 120, domain: false, ticks: false },
  };
  const [empty, full] = theme.isDark ? ['#26323f', '#9fd0ff'] : ['#e4ecf5', '#0b4f97'];
  const tooltip = [
    { field: 'layer', title: 'layer' },
    { field: 'round', title: 'round' },
    { field: 'density', title: 'density', format: '.2%' },
    { field: 'min', title: 'min', format: '.2%' },
    { field: 'max', title: 'max', format: '.2%' },
    { field: 'weights', title: 'weights', format: ',d' },
  ];
  return {
    layer: [
      {
        data: { name: 'rows' },
        mark: { type: 'rect' },
        encoding: {
          ...{ x, y },
          color: {
            ...{ field: 'density', type: 'quantitative', title: 'density' },
            scale: { type: 'sqrt', domain: [0, 1], range: [empty, full] },
            legend: { format: '.0%', direction: 'horizontal', gradientLength: 160 },
          },
          tooltip,
        },
      },
      {
        data: { name: 'chosen' },
        mark: { type: 'bar', fill: null, stroke: theme.foreground, strokeWidth: 1.5, cornerRadius: 2 },
        encoding: { x },
      },
      {
        data: { name: 'rows' },
        mark: { type: 'text', text: { expr: label }, color: { expr: contrasting } },
        // The numbers cover the cells, so they have the cells' tooltips.
        encoding: { x, y, tooltip },
      },
    ],
  };
}
