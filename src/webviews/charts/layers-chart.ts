// How much of each layer is left after each round: a field for each, which fades as its weights go.
import { summary as summarise } from '../../runs/statistics';
import type { RunData } from '../run-data';
import { percent, type Chart, type Look, type Position, type Row, type Drawing } from './chart';

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
    title: 'Weights left in each layer of the ticket',
    columns: [
      { key: 'layer', title: 'layer' },
      { key: 'round', title: 'round' },
      { key: 'density', title: 'weights left', percent: true },
      { key: 'min', title: 'lowest', percent: true },
      { key: 'max', title: 'highest', percent: true },
      { key: 'alive', title: 'alive, mean' },
      { key: 'weights', title: 'weights' },
      { key: 'n', title: 'networks' },
    ],
    data: { rows, chosen: [{ round }] },
    summary:
      last === undefined
        ? 'Nothing is trained yet.'
        : `After round ${String(last)}: ${rows
            .filter((row) => row.round === last)
            .map((row) => `${String(row.layer)} ${percent(Number(row.density))}`)
            .join(', ')}.`,
    key: 'the stronger the colour, the more is left',
    height: Math.max(150, 34 * layers.length),
    draw: (look) => draw(run, layers, look),
  };
}

/** People know layers by their names; `fc1.weight` is the only prunable parameter of `fc1`. */
export const layerName = (parameter: string): string => parameter.replace(/\.weight$/, '');

function draw({ rounds }: RunData, layers: readonly string[], look: Look): Drawing {
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
  const [empty, full] = look.isDark ? ['#26323f', '#9fd0ff'] : ['#e4ecf5', '#0b4f97'];
  return {
    layer: [
      {
        data: { name: 'rows' },
        mark: { type: 'rect' },
        encoding: {
          ...{ x, y },
          color: {
            ...{ field: 'density', type: 'quantitative', title: 'weights left' },
            scale: { type: 'sqrt', domain: [0, 1], range: [empty, full] },
            legend: { format: '.0%', direction: 'horizontal', gradientLength: 160 },
          },
          tooltip: [
            { field: 'layer', title: 'layer' },
            { field: 'round', title: 'round' },
            { field: 'density', title: 'weights left', format: '.2%' },
            { field: 'min', title: 'lowest', format: '.2%' },
            { field: 'max', title: 'highest', format: '.2%' },
            { field: 'weights', title: 'weights', format: ',d' },
          ],
        },
      },
      {
        data: { name: 'chosen' },
        mark: { type: 'bar', fill: null, stroke: look.foreground, strokeWidth: 1.5, cornerRadius: 2 },
        encoding: { x },
      },
    ],
  };
}
