// A metric against the share of weights left: one line for each arm with its band over trials, the dense net as a
// baseline, the claims, the paper's findings, and the chosen round.
import type { Summary } from '../../runs/statistics';
import type { Metric } from '../../runs/types';
import type { RunData } from '../run-data';
import {
  armScales,
  litOpacity,
  litParam,
  percent,
  percentLabel,
  type Chart,
  type Column,
  type Drawing,
  type Position,
  type Look,
  type Row,
} from './chart';

interface Subject {
  readonly id: string;
  readonly title: string;
  readonly metric: Metric;
  readonly isShare: boolean;
  readonly unit: string;
  /** What the paper says of it, where it does. */
  paper(data: RunData, dense: Summary): readonly Row[];
}

/** What is shown of one run. */
export interface Choice {
  /** Networks as they were at early stop, or at the end of their training. */
  readonly at: 'early stop' | 'end';
  readonly round: number;
  /** The arm whose curves are shown. */
  readonly group: string;
}

export function accuracyChart(run: RunData, choice: Choice): Chart {
  return densityChart(run, choice, {
    id: 'accuracy',
    title: `Test accuracy at ${choice.at === 'end' ? 'the end of training' : 'early stop'}`,
    metric: choice.at === 'end' ? 'testAccuracyAtEnd' : 'testAccuracy',
    isShare: true,
    unit: 'test accuracy',
    paper: ({ paper }, dense) =>
      paper.flatMap(({ density, accuracyGain, says }) =>
        accuracyGain === undefined ? [] : [{ density, value: dense.mean + accuracyGain, says }],
      ),
  });
}

export function earlyStopChart(run: RunData, choice: Choice): Chart {
  return densityChart(run, choice, {
    id: 'early-stop',
    title: 'Iteration of early stop',
    metric: 'earlyStopIteration',
    isShare: false,
    unit: 'iterations',
    paper: ({ paper }, dense) =>
      paper.flatMap(({ density, iterationRatio, says }) =>
        iterationRatio === undefined ? [] : [{ density, value: dense.mean * iterationRatio, says }],
      ),
  });
}

function densityChart(run: RunData, { round }: Choice, subject: Subject): Chart {
  const rows = run.rounds.flatMap(({ round, density, weights, arms }) =>
    run.groups.flatMap((group): readonly Row[] => {
      const arm = arms[group];
      const found = arm?.[subject.metric];
      if (!arm || (!found && arm.diverged === 0)) return [];
      const { mean = null, min = null, max = null, n = 0 } = found ?? {};
      return [{ group, round, density, weights, mean, min, max, n, diverged: arm.diverged }];
    }),
  );
  const dense = run.rounds[0]?.arms.ticket?.[subject.metric];
  const chosen = run.rounds.find((one) => one.round === round);
  const least = run.rounds.at(-1)?.density ?? 1;
  const claims = run.claims.flatMap(({ says, verdict, density }): readonly Row[] =>
    density === undefined || subject.id !== 'accuracy' ? [] : [{ density, says, verdict }],
  );
  // A run with fewer rounds than the paper's does not come to all of its points.
  const paper = (dense ? subject.paper(run, dense) : []).filter(
    ({ density }) => Number(density) >= least * 0.95,
  );
  return {
    id: subject.id,
    title: subject.title,
    columns: columns(subject),
    data: {
      rows,
      baseline: dense ? [{ mean: dense.mean, says: 'the dense net' }] : [],
      chosen: chosen ? [{ density: chosen.density }] : [],
      claims,
      paper,
    },
    summary: summary(rows, run.groups, subject),
    key: [
      ...(dense ? ['- - dense net'] : []),
      ...(run.trials > 1 ? ['shaded: lowest to highest'] : []),
      ...(claims.length > 0 ? ['✓ ✗ ? claims'] : []),
      ...(paper.length > 0 ? ['◇ the paper'] : []),
    ].join(' · '),
    height: 280,
    draw: (look) => draw(run, subject, look),
  };
}

const columns = ({ unit, isShare }: Subject): readonly Column[] => [
  { key: 'group', title: 'arm' },
  { key: 'round', title: 'round' },
  { key: 'density', title: 'weights left', percent: true },
  { key: 'mean', title: `${unit}, mean`, percent: isShare },
  { key: 'min', title: 'lowest', percent: isShare },
  { key: 'max', title: 'highest', percent: isShare },
  { key: 'n', title: 'networks' },
  { key: 'diverged', title: 'diverged' },
];

/** First and last of each arm, and where it is best. */
function summary(rows: readonly Row[], groups: readonly string[], { isShare, id }: Subject): string {
  if (rows.length === 0) return 'Nothing is trained yet.';
  const say = (value: unknown): string =>
    typeof value !== 'number' ? 'nothing' : isShare ? percent(value) : String(Math.round(value));
  const left = ({ density }: Row): string => `${percent(Number(density))} left`;
  return groups
    .flatMap((group) => {
      const own = rows.filter((row) => row.group === group && typeof row.mean === 'number');
      const [first] = own;
      const last = own.at(-1);
      if (!first || !last) return [];
      if (first === last) return [`${group}: ${say(first.mean)} at ${left(first)}.`];
      const sorted = own.toSorted((a, b) => Number(a.mean) - Number(b.mean));
      const best = id === 'early-stop' ? sorted[0] : sorted.at(-1);
      const most = id === 'early-stop' ? 'earliest' : 'best';
      return [
        `${group}: ${say(first.mean)} at ${left(first)}, ${say(last.mean)} at ${left(last)}` +
          (best ? `; ${most} ${say(best.mean)} at ${left(best)}.` : '.'),
      ];
    })
    .concat(
      rows
        .filter(({ diverged }) => Number(diverged) > 0)
        .map((row) => `${String(row.diverged)} of ${String(row.group)} diverged at ${left(row)}.`),
    )
    .join(' ');
}

function draw({ rounds, groups }: RunData, { unit, isShare }: Subject, look: Look): Drawing {
  const densities = rounds.map(({ density }) => density);
  const scales = armScales(groups, look);
  const x: Position = {
    field: 'density',
    type: 'quantitative',
    title: 'weights left',
    scale: { type: 'log', reverse: true, nice: false, domain: [Math.min(...densities, 0.999), 1] },
    axis: { values: densities, labelExpr: percentLabel, grid: false, labelFlush: false },
  };
  const yAxis = isShare ? { format: '.2~%', tickCount: 6 } : { format: ',d', tickCount: 6 };
  const y = (field: string): Position => ({
    field,
    type: 'quantitative',
    title: unit,
    scale: { zero: false },
    axis: yAxis,
  });
  const group = { field: 'group', type: 'nominal', title: null } as const;
  const color = { ...group, scale: scales.color, legend: { symbolOpacity: 1 } } as const;
  const shown = isShare ? '.2%' : ',.0f';
  const tooltip = [
    { field: 'group', title: 'arm' },
    { field: 'round', title: 'round' },
    { field: 'density', title: 'weights left', format: '.2%' },
    { field: 'mean', title: `${unit}, mean`, format: shown },
    { field: 'min', title: 'lowest', format: shown },
    { field: 'max', title: 'highest', format: shown },
    { field: 'n', title: 'networks' },
  ];
  const rows = { data: { name: 'rows' }, transform: [{ filter: 'isValid(datum.mean)' }] };
  return {
    params: [litParam],
    layer: [
      {
        data: { name: 'chosen' },
        mark: { type: 'rule', strokeWidth: 1, color: look.foreground, opacity: 0.7 },
        encoding: { x },
      },
      {
        data: { name: 'baseline' },
        mark: { type: 'rule', strokeDash: [4, 4], color: look.muted, strokeWidth: 1.5 },
        encoding: { y: y('mean'), tooltip: [{ field: 'says', title: 'line' }] },
      },
      {
        ...rows,
        mark: { type: 'area' },
        encoding: {
          x,
          y: y('min'),
          y2: { field: 'max' },
          color,
          opacity: litOpacity(0.18),
        },
      },
      {
        ...rows,
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          ...{ x, y: y('mean'), color, opacity: litOpacity(1) },
          strokeDash: { ...group, scale: scales.dash },
        },
      },
      {
        ...rows,
        mark: { type: 'point', size: 44, filled: true },
        encoding: {
          ...{ x, y: y('mean'), color, opacity: litOpacity(1) },
          ...{ shape: { ...group, scale: scales.shape }, tooltip },
        },
      },
      {
        data: { name: 'paper' },
        mark: {
          type: 'point',
          shape: 'diamond',
          size: 110,
          strokeWidth: 2,
          color: look.foreground,
          fill: null,
        },
        encoding: {
          ...{ x, y: y('value') },
          tooltip: [
            { field: 'says', title: 'the paper' },
            { field: 'density', title: 'weights left', format: '.2%' },
          ],
        },
      },
      {
        data: { name: 'claims' },
        mark: { type: 'text', fontSize: 14, fontWeight: 700, baseline: 'top' },
        encoding: {
          ...{ x, y: { value: 0 } },
          text: {
            condition: [
              { test: "datum.verdict === 'holds'", value: '✓' },
              { test: "datum.verdict === 'fails'", value: '✗' },
            ],
            value: '?',
          },
          color: {
            condition: [
              { test: "datum.verdict === 'holds'", value: look.good },
              { test: "datum.verdict === 'fails'", value: look.bad },
            ],
            value: look.foreground,
          },
          tooltip: [
            { field: 'says', title: 'claim' },
            { field: 'verdict', title: 'it' },
          ],
        },
      },
    ],
  };
}
