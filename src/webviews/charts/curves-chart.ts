// Learning curves of one arm in one round: a line per network, with the dense networks for comparison.
import type { Curve } from '../../runs/curve';
import type { Evaluation } from '../../runs/types';
import type { RunData } from '../run-data';
import {
  armColour,
  litOpacity,
  litParam,
  percent,
  type Chart,
  type Drawing,
  type Theme,
  type Position,
  type Row,
} from './chart';

/** Maximum points per curve that remain distinguishable. */
export const MOST_POINTS = 250;

const Y_TICKS = 5;

export interface Curves {
  readonly group: string;
  readonly round: number;
  readonly curves: readonly Curve[];
  readonly dense: readonly Curve[];
}

interface Subject {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly isShare: boolean;
  readonly lines: readonly { readonly of: keyof Evaluation; readonly says: string }[];
}

const loss: Subject = {
  id: 'loss',
  title: 'Loss',
  unit: 'loss',
  isShare: false,
  lines: [
    { of: 'validationLoss', says: 'validation' },
    { of: 'trainingLoss', says: 'training' },
  ],
};
const accuracy: Subject = {
  id: 'validation-accuracy',
  title: 'Validation accuracy',
  unit: 'validation accuracy',
  isShare: true,
  lines: [{ of: 'validationAccuracy', says: 'validation' }],
};

export const lossChart = (run: RunData, curves: Curves): Chart => curvesChart(run, curves, loss);
export const validationChart = (run: RunData, curves: Curves): Chart => curvesChart(run, curves, accuracy);

function curvesChart(
  { groups, iterations }: RunData,
  { group, round, curves, dense }: Curves,
  subject: Subject,
): Chart {
  const isDense = round === 0;
  const name = isDense ? 'dense' : group;
  const rowsOf = (net: string, of: readonly Curve[]): readonly Row[] =>
    of.flatMap(({ trial, repeat, evaluations }) =>
      evaluations.flatMap((evaluation) =>
        subject.lines.map(({ of: field, says }) => ({
          ...{ net, split: says, trial, repeat, iteration: evaluation.iteration },
          ...{ value: evaluation[field], line: `${net} ${says} ${trial} ${repeat}` },
        })),
      ),
    );
  const stops = curves.flatMap(({ trial, repeat, evaluations, earlyStop }): readonly Row[] => {
    const at = evaluations.find(({ iteration }) => iteration === earlyStop);
    const [first] = subject.lines;
    return at && first ? [{ net: name, trial, repeat, iteration: at.iteration, value: at[first.of] }] : [];
  });
  const rows = [...rowsOf(name, curves), ...(isDense ? [] : rowsOf('dense', dense))];
  // A single point draws no line, so it gets a symbol.
  const begun = rowsOf(
    name,
    curves.filter(({ evaluations }) => evaluations.length === 1),
  );
  return {
    id: subject.id,
    title: `${subject.title}: ${isDense ? 'dense network' : `${group}, round ${round}`}`,
    columns: [
      { key: 'net', title: 'network' },
      { key: 'trial', title: 'trial' },
      { key: 'repeat', title: 'repeat' },
      { key: 'split', title: 'split' },
      { key: 'iteration', title: 'iteration' },
      { key: 'value', title: subject.unit, percent: subject.isShare },
    ],
    data: { rows, begun, stops },
    summary: summary(name, curves, subject),
    key: [
      ...(subject.lines.length > 1 ? ['— validation', '- - training'] : []),
      ...(isDense ? [] : ['gray: dense network']),
      '● early stop',
    ].join(' · '),
    height: 220,
    draw: (theme) => draw({ ...{ groups, name, isDense, subject, theme }, ...domains(rows, iterations) }),
  };
}

function summary(name: string, curves: readonly Curve[], { lines: [first], isShare, unit }: Subject): string {
  const measured = curves.filter(({ evaluations }) => evaluations.length > 0);
  if (!first || measured.length === 0) return 'No evaluations yet.';
  const last = measured.map(({ evaluations }) => evaluations.at(-1)?.[first.of] ?? NaN);
  const say = (value: number): string => (isShare ? percent(value) : value.toFixed(3));
  const [low, high] = [Math.min(...last), Math.max(...last)];
  const stops = measured.flatMap(({ earlyStop }) => earlyStop ?? []);
  return [
    `${name}, ${measured.length === 1 ? '1 network' : `${measured.length} networks`}: latest ${first.says} ${unit.replace('validation ', '')} ${low === high ? say(low) : `${say(low)} to ${say(high)}`}`,
    ...(stops.length > 0
      ? [`early stop at iteration ${[...new Set(stops)].sort((a, b) => a - b).join(', ')}`]
      : []),
  ]
    .join('; ')
    .concat('.');
}

interface Drawn {
  readonly groups: readonly string[];
  readonly name: string;
  readonly isDense: boolean;
  readonly subject: Subject;
  readonly theme: Theme;
  readonly across: Domain;
  readonly up: Domain;
}
type Domain = readonly [number, number];

/** Explicit axis domains, so that a curve that grows within them needs no new drawing. */
function domains(rows: readonly Row[], iterations: number): { readonly across: Domain; readonly up: Domain } {
  let [low, high, last] = [Infinity, -Infinity, 1];
  for (const { value, iteration } of rows) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, Number(value));
    high = Math.max(high, Number(value));
    last = Math.max(last, Number(iteration));
  }
  // Halves the width while the curves fill less than half of it.
  let across = Math.max(iterations, last);
  while (across / 2 >= last) across /= 2;
  return { across: [0, across], up: low <= high ? rounded(low, high) : [0, 1] };
}

/** Extends the range to the next tick below and above. */
function rounded(low: number, high: number): Domain {
  const wanted = (high - low || Math.abs(high) || 1) / Y_TICKS;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = power * ([1, 2, 5].find((times) => times * power >= wanted) ?? 10);
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

function draw({
  groups,
  name,
  isDense,
  subject: { unit, isShare, lines },
  theme,
  across,
  up,
}: Drawn): Drawing {
  const domain = isDense ? ['dense'] : [name, 'dense'];
  const own = armColour(groups, isDense ? 'ticket' : name, theme);
  const range = isDense ? [own] : [own, theme.muted];
  const x: Position = {
    field: 'iteration',
    type: 'quantitative',
    title: 'iteration',
    scale: { domain: [...across], nice: false },
    axis: { labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')", grid: false },
  };
  const y: Position = {
    ...{ field: 'value', type: 'quantitative', title: unit, scale: { domain: [...up], zero: false } },
    axis: { format: isShare ? '.2~%' : '~g', tickCount: Y_TICKS },
  };
  const color = { field: 'net', type: 'nominal', title: null, scale: { domain, range } } as const;
  return {
    params: [litParam],
    layer: [
      {
        data: { name: 'rows' },
        mark: { type: 'line', strokeWidth: 1.5 },
        encoding: {
          ...{ x, y, color, detail: { field: 'line' }, opacity: litOpacity(0.8, 'net') },
          ...(lines.length > 1 && {
            strokeDash: {
              ...{ field: 'split', type: 'nominal', title: null },
              scale: {
                domain: ['validation', 'training'],
                range: [
                  [1, 0],
                  [3, 3],
                ],
              },
            },
          }),
          tooltip: [
            { field: 'net', title: 'network' },
            { field: 'trial', title: 'trial' },
            { field: 'iteration', title: 'iteration', format: ',d' },
            { field: 'value', title: unit, format: isShare ? '.2%' : '.4f' },
          ],
        },
      },
      {
        data: { name: 'begun' },
        mark: { type: 'point', filled: true, size: 16, color: own },
        encoding: { x, y },
      },
      {
        data: { name: 'stops' },
        mark: { type: 'point', filled: true, size: 60, color: own, stroke: theme.background, strokeWidth: 1 },
        encoding: {
          ...{ x, y },
          tooltip: [
            { field: 'trial', title: 'early stop, trial' },
            { field: 'iteration', title: 'iteration', format: ',d' },
            { field: 'value', title: unit, format: isShare ? '.2%' : '.4f' },
          ],
        },
      },
    ],
  };
}
