// A metric against density: one line per arm with its band over trials, the dense network as a baseline, the claims,
// the paper's findings, and the selected round.
import type { Summary } from '../../runs/statistics';
import type { Metric } from '../../runs/types';
import type { RunData } from '../run-data';
import { columnsByDensity, densityAxis, linesByDensity, metricAxis, type Measured } from './by-density';
import { litParam, percent, type Chart, type Drawing, type Theme, type Position, type Row } from './chart';

interface Subject {
  readonly id: string;
  readonly title: string;
  readonly metric: Metric;
  readonly isShare: boolean;
  readonly unit: string;
  /** The paper's findings on the metric. */
  paper(data: RunData, dense: Summary): readonly Row[];
}

/** The selection on the run page. */
export interface Choice {
  /** Whether to show accuracy at early stop or at the end of training. */
  readonly at: 'early stop' | 'end';
  readonly round: number;
  /** The arm whose learning curves are shown. */
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
    title: 'Early-stop iteration',
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
  const measured: Measured = { ...subject, groups: run.groups, called: 'arm' };
  const dense = run.rounds[0]?.arms.ticket?.[subject.metric];
  const chosen = run.rounds.find((one) => one.round === round);
  const least = run.rounds.at(-1)?.density ?? 1;
  const claims = marks(run.claims.filter(({ metric }) => metric === subject.metric));
  const levels = 1 + Math.max(0, ...claims.map(({ level }) => Number(level)));
  // Omits findings at densities that the run does not reach.
  const paper = (dense ? subject.paper(run, dense) : []).filter(
    ({ density }) => Number(density) >= least * 0.95,
  );
  return {
    id: subject.id,
    title: subject.title,
    columns: [...columnsByDensity(measured), { key: 'diverged', title: 'diverged' }],
    data: {
      rows,
      baseline: dense ? [{ mean: dense.mean, says: 'dense network' }] : [],
      chosen: chosen ? [{ density: chosen.density }] : [],
      claims,
      paper,
    },
    summary: summary(rows, run.groups, subject),
    key: [
      ...(dense ? ['- - dense network'] : []),
      ...(run.trials > 1 ? ['shaded: min to max'] : []),
      ...(claims.length > 0 ? ['✓ ✗ ? claims'] : []),
      ...(paper.length > 0 ? ['◇ paper'] : []),
    ].join(' · '),
    height: 280,
    draw: (theme) => draw(run, measured, theme, levels),
  };
}

/** Claims by density. Claims at the same density stack. */
function marks(claims: RunData['claims']): readonly Row[] {
  const above = new Map<number, number>();
  return claims.flatMap(({ says, verdict, density }): readonly Row[] => {
    if (density === undefined) return [];
    const level = above.get(density) ?? 0;
    above.set(density, level + 1);
    return [{ density, says, verdict, level }];
  });
}

/** The first, last and best value of each arm. */
function summary(rows: readonly Row[], groups: readonly string[], { isShare, id }: Subject): string {
  if (rows.length === 0) return 'No trained networks yet.';
  const say = (value: unknown): string =>
    typeof value !== 'number' ? '–' : isShare ? percent(value) : String(Math.round(value));
  const left = ({ density }: Row): string => `${percent(Number(density))} density`;
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
        .map((row) => `${String(row.group)}: ${String(row.diverged)} diverged at ${left(row)}.`),
    )
    .join(' ');
}

function draw({ rounds }: RunData, measured: Measured, theme: Theme, levels: number): Drawing {
  const densities = rounds.map(({ density }) => density);
  const x = densityAxis(densities, densities);
  return {
    params: [litParam],
    layer: [
      {
        data: { name: 'chosen' },
        mark: { type: 'rule', strokeWidth: 1, color: theme.foreground, opacity: 0.7 },
        encoding: { x },
      },
      {
        data: { name: 'baseline' },
        mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted, strokeWidth: 1.5 },
        encoding: { y: metricAxis('mean', measured), tooltip: [{ field: 'says', title: 'line' }] },
      },
      ...linesByDensity(x, measured, theme),
      {
        data: { name: 'paper' },
        mark: {
          type: 'point',
          shape: 'diamond',
          size: 110,
          strokeWidth: 2,
          color: theme.foreground,
          fill: null,
        },
        encoding: {
          ...{ x, y: metricAxis('value', measured) },
          tooltip: [
            { field: 'says', title: 'paper' },
            { field: 'density', title: 'density', format: '.2%' },
          ],
        },
      },
      ...Array.from({ length: levels }, (_, level) => claimMarks(x, level, theme)),
    ],
  };
}

/** The marks of claims at one stacking level, above the lines. */
const claimMarks = (x: Position, level: number, theme: Theme): Drawing['layer'][number] => ({
  data: { name: 'claims' },
  transform: [{ filter: `datum.level === ${level}` }],
  mark: { type: 'text', fontSize: 14, fontWeight: 700, baseline: 'bottom' },
  encoding: {
    ...{ x, y: { value: -2 - 16 * level } },
    text: {
      condition: [
        { test: "datum.verdict === 'holds'", value: '✓' },
        { test: "datum.verdict === 'fails'", value: '✗' },
      ],
      value: '?',
    },
    color: {
      condition: [
        { test: "datum.verdict === 'holds'", value: theme.good },
        { test: "datum.verdict === 'fails'", value: theme.bad },
      ],
      value: theme.foreground,
    },
    tooltip: [
      { field: 'says', title: 'claim' },
      { field: 'verdict', title: 'verdict' },
    ],
  },
});
