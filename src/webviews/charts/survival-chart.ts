// The density of each row or column of a layer.
import { percent, type Chart, type Drawing, type Theme, type Position } from './chart';

/** Maximum number of bars. With more rows or columns, each bar covers several. */
const MOST_BARS = 256;

/**
 * @param what name of a row or column, such as `input`
 * @param left number of weights kept in each
 * @param each number of weights in one
 */
export function survivalChart(id: 'rows' | 'columns', what: string, left: Uint32Array, each: number): Chart {
  const step = Math.ceil(left.length / MOST_BARS);
  const rows = Array.from({ length: Math.ceil(left.length / step) }, (_, i) => {
    const some = left.subarray(i * step, (i + 1) * step);
    const sum = some.reduce((all, one) => all + one, 0);
    return { from: i * step, to: i * step + some.length, left: sum, share: sum / (some.length * each) };
  });
  const shares = [...left].map((one) => one / each).sort((a, b) => a - b);
  const middle = shares[Math.floor(shares.length / 2)] ?? 0;
  return {
    id,
    title: `Density per ${what}`,
    summary:
      left.length === 1
        ? `The only ${what} has ${percent(middle)} density.`
        : `Median density of ${left.length} ${what}s: ${percent(middle)} (${percent(shares[0] ?? 0)} to ${percent(shares.at(-1) ?? 0)}).`,
    ...(step > 1 && { key: `each bar covers ${step} ${what}s` }),
    columns: [
      { key: 'from', title: what },
      ...(step > 1 ? [{ key: 'to', title: 'to' }] : []),
      { key: 'left', title: 'weights kept' },
      { key: 'share', title: 'density', percent: true },
    ],
    data: { rows },
    height: 140,
    draw: (theme) => draw(what, left.length, theme),
  };
}

function draw(what: string, length: number, theme: Theme): Drawing {
  const x: Position = {
    ...{ field: 'from', type: 'quantitative', title: what },
    scale: { domain: [0, length], nice: false },
    axis: { grid: false, format: 'd', tickMinStep: 1 },
  };
  const y: Position = {
    ...{ field: 'share', type: 'quantitative', title: 'density' },
    axis: { format: '~%', tickCount: 4 },
  };
  return {
    layer: [
      {
        data: { name: 'rows' },
        mark: { type: 'bar', binSpacing: 0, color: theme.isDark ? '#8cc8ff' : '#0b4f97' },
        encoding: {
          ...{ x, x2: { field: 'to' }, y, y2: { datum: 0 } },
          tooltip: [
            { field: 'from', title: what },
            { field: 'left', title: 'weights kept', format: ',d' },
            { field: 'share', title: 'density', format: '.2%' },
          ],
        },
      },
    ],
  };
}
