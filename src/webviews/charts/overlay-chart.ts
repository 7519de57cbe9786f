// The test accuracy of several runs' tickets in one chart.
import type { OverlayPoint } from '../messages/table';
import { columnsByDensity, densityAxis, linesByDensity, type Measured } from './by-density';
import { litParam, percent, type Chart } from './chart';

const TICKS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

export function overlayChart(runs: readonly string[], points: readonly OverlayPoint[]): Chart {
  const measured: Measured = { groups: runs, called: 'run', unit: 'test accuracy', isShare: true };
  const last = runs.flatMap((run) => {
    const point = points.findLast((one) => one.run === run);
    return point ? [`${run}: ${percent(point.mean)} at ${percent(point.density)} density`] : [];
  });
  const x = densityAxis(
    points.map(({ density }) => density),
    TICKS,
  );
  return {
    id: 'overlay',
    title: 'Test accuracy of the tickets at early stop',
    summary: last.length === 0 ? 'None of the runs has a trained network.' : `${last.join('; ')}.`,
    key: 'shaded: min to max',
    columns: columnsByDensity(measured),
    data: { rows: points.map(({ run, ...point }) => ({ ...point, group: run })) },
    height: 280,
    draw: (look) => ({ params: [litParam], layer: linesByDensity(x, measured, look, 1) }),
  };
}
