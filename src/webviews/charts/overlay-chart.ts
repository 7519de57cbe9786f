// The tickets of several runs over each other.
import type { OverlayPoint } from '../messages/table';
import {
  armScales,
  litOpacity,
  litParam,
  percent,
  percentLabel,
  type Chart,
  type Drawing,
  type Look,
  type Position,
} from './chart';

export function overlayChart(runs: readonly string[], points: readonly OverlayPoint[]): Chart {
  const last = runs.flatMap((run) => {
    const point = points.findLast((one) => one.run === run);
    return point ? [`${run}: ${percent(point.mean)} at ${percent(point.density)} left`] : [];
  });
  return {
    id: 'overlay',
    title: 'Test accuracy of the tickets at early stop',
    summary: last.length === 0 ? 'None of them has a trained network.' : `${last.join('; ')}.`,
    key: 'shaded: lowest to highest',
    columns: [
      { key: 'group', title: 'run' },
      { key: 'round', title: 'round' },
      { key: 'density', title: 'weights left', percent: true },
      { key: 'mean', title: 'test accuracy, mean', percent: true },
      { key: 'min', title: 'lowest', percent: true },
      { key: 'max', title: 'highest', percent: true },
      { key: 'n', title: 'networks' },
    ],
    data: { rows: points.map(({ run, ...point }) => ({ ...point, group: run })) },
    height: 280,
    draw: (look) => draw(runs, points, look),
  };
}

function draw(runs: readonly string[], points: readonly OverlayPoint[], look: Look): Drawing {
  const scales = armScales(runs, look);
  const x: Position = {
    ...{ field: 'density', type: 'quantitative', title: 'weights left' },
    scale: {
      ...{ type: 'log', reverse: true, nice: false },
      domain: [Math.min(...points.map(({ density }) => density), 0.999), 1],
    },
    axis: {
      labelExpr: percentLabel,
      grid: false,
      labelFlush: false,
      values: [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01],
    },
  };
  const y = (field: string): Position => ({
    ...{ field, type: 'quantitative', title: 'test accuracy', scale: { zero: false } },
    axis: { format: '.2~%', tickCount: 6 },
  });
  const group = { field: 'group', type: 'nominal', title: null } as const;
  const color = { ...group, scale: scales.color, legend: { symbolOpacity: 1, columns: 1 } } as const;
  const data = { name: 'rows' };
  return {
    params: [litParam],
    layer: [
      {
        data,
        mark: { type: 'area' },
        encoding: { x, y: y('min'), y2: { field: 'max' }, color, opacity: litOpacity(0.18) },
      },
      {
        data,
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          ...{ x, y: y('mean'), color, opacity: litOpacity(1) },
          strokeDash: { ...group, scale: scales.dash },
        },
      },
      {
        data,
        mark: { type: 'point', size: 44, filled: true },
        encoding: {
          ...{ x, y: y('mean'), color, opacity: litOpacity(1), shape: { ...group, scale: scales.shape } },
          tooltip: [
            { field: 'group', title: 'run' },
            { field: 'round', title: 'round' },
            { field: 'density', title: 'weights left', format: '.2%' },
            { field: 'mean', title: 'test accuracy, mean', format: '.2%' },
            { field: 'min', title: 'lowest', format: '.2%' },
            { field: 'max', title: 'highest', format: '.2%' },
          ],
        },
      },
    ],
  };
}
