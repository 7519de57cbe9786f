// The magnitudes of a layer's trained weights, and the threshold of the next pruning.
import type { LayerMagnitudes } from '../messages/masks';
import type { Chart, Drawing, Theme, Position } from './chart';

const number = (value: number): string => value.toPrecision(3);

/** @param why the reason for missing weights */
export function magnitudesChart({
  magnitudes,
  why = '',
}: {
  readonly magnitudes?: LayerMagnitudes;
  readonly why?: string;
}): Chart {
  const { kept = [], pruned = [], most = 0, next, threshold } = magnitudes ?? {};
  const width = most / kept.length;
  const rows = kept.flatMap((count, i) => {
    const bar = { from: i * width, to: (i + 1) * width };
    const below = pruned[i] ?? 0;
    return [
      { ...bar, count, base: below, top: below + count, group: next === undefined ? 'trained' : 'kept' },
      { ...bar, count: below, base: 0, top: below, group: 'pruned' },
    ].filter((row) => row.count > 0);
  });
  return {
    id: 'magnitudes',
    title: 'Weight magnitudes',
    summary: magnitudes ? summaryOf(magnitudes) : why,
    ...(pruned.some((count) => count > 0) && { key: `gray: pruned in round ${next ?? ''}` }),
    columns: [
      { key: 'from', title: 'magnitude from' },
      { key: 'to', title: 'to' },
      { key: 'group', title: next === undefined ? 'weights' : `in round ${next}` },
      { key: 'count', title: 'count' },
    ],
    data: {
      rows,
      threshold: threshold === undefined ? [] : [{ threshold, says: `threshold ${number(threshold)}` }],
    },
    height: 160,
    draw: (theme) => draw(theme, most),
  };
}

function summaryOf({ kept, pruned, next, threshold }: LayerMagnitudes): string {
  const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
  const gone = sum(pruned);
  if (next === undefined) return 'Trained weights of this round. No later round is pruned from them.';
  const count = `${gone.toLocaleString('en')} of ${(gone + sum(kept)).toLocaleString('en')} weights`;
  if (threshold !== undefined)
    return `Round ${next} prunes ${count}: those of magnitude ${number(threshold)} or less.`;
  return gone === 0
    ? `Round ${next} prunes nothing here.`
    : `Round ${next} prunes ${count}, not the smallest ones.`;
}

function draw(theme: Theme, most: number): Drawing {
  const x: Position = {
    ...{ field: 'from', type: 'quantitative', title: 'magnitude' },
    scale: { domain: [0, most], nice: false },
    axis: { grid: false, tickCount: 6 },
  };
  const y: Position = {
    ...{ field: 'base', type: 'quantitative', title: 'weights' },
    axis: { tickCount: 4, tickMinStep: 1, format: ',d' },
  };
  const scale = {
    domain: ['kept', 'pruned', 'trained'],
    range: theme.isDark ? ['#8cc8ff', '#67717d', '#8cc8ff'] : ['#0b4f97', '#9aa7b5', '#0b4f97'],
  };
  return {
    layer: [
      {
        data: { name: 'rows' },
        mark: { type: 'bar' },
        encoding: {
          ...{ x, x2: { field: 'to' }, y, y2: { field: 'top' } },
          color: { field: 'group', type: 'nominal', scale, legend: null },
          tooltip: [
            { field: 'from', title: 'from', format: '.3r' },
            { field: 'to', title: 'to', format: '.3r' },
            { field: 'group', title: 'weights' },
            { field: 'count', title: 'count', format: ',d' },
          ],
        },
      },
      {
        data: { name: 'threshold' },
        mark: { type: 'rule', color: theme.foreground, strokeDash: [4, 3] },
        encoding: { x: { field: 'threshold', type: 'quantitative' } },
      },
      {
        data: { name: 'threshold' },
        mark: { type: 'text', align: 'left', baseline: 'bottom', dx: -2, dy: -3 },
        encoding: {
          x: { field: 'threshold', type: 'quantitative' },
          y: { value: 0 },
          text: { field: 'says' },
        },
      },
    ],
  };
}
