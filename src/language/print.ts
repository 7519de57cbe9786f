// Output of `ticket check`: the plan as text, and problems as `file:line:column` lines.
import { visible } from '../escape/terminal';
import type { Combination } from './combinations';
import type { Plan } from './plan';
import type { Problem } from './problem';
import type { Spec } from './spec';
import { sayChange } from './sweep';
import { counted } from './words';

/** A problem as `file:line:column: message`, with its remedy indented below. Warnings and notes are marked. */
export function printProblem(file: string, { range, severity, message, remedy }: Problem): string {
  const kind = severity === 'error' ? '' : severity === 'warning' ? 'warning: ' : 'note: ';
  const first = `${visible(file)}:${range.start.line}:${range.start.column}: ${kind}${message}`;
  // Indent further lines, so that none looks like another problem.
  return (remedy === undefined ? first : `${first}\n${remedy}`).split('\n').map(visible).join('\n    ');
}

/** The plan as text: layers, rounds, arms, cells, iterations and disk. Ends without a line break. */
export function printPlan(spec: Spec, plan: Plan): string {
  return [layersTable(plan), roundsTable(plan), summary(spec, plan)].join('\n\n');
}

/** A line for each combination of a sweep: its values, networks, iterations and disk space. */
export function printCombinations(combinations: readonly Combination[]): string {
  return combinations
    .flatMap(({ change, plan }) =>
      plan
        ? `${visible(sayChange(change))}: ${counted(plan.cells, 'network')}, ${counted(plan.totalIterations, 'iteration')}, about ${bytes(plan.sizeBytes)} on disk`
        : [],
    )
    .join('\n');
}

function layersTable({ layers }: Plan): string {
  const parameters = layers.flatMap((layer) => layer.parameters);
  const count = (some: typeof parameters): number =>
    some.reduce((sum, parameter) => sum + parameter.count, 0);
  const rows = parameters.map((parameter) => [
    parameter.name,
    `[${parameter.shape.join(' × ')}]`,
    number(parameter.count),
    parameter.prunable ? `${percent(parameter.rate)} per round` : 'never pruned',
  ]);
  return [
    `Model: ${number(count(parameters))} parameters, ${number(count(parameters.filter((one) => one.prunable)))} prunable`,
    table(rows, ['left', 'left', 'right', 'left']),
  ].join('\n');
}

function roundsTable({ rounds }: Plan): string {
  const rows = rounds.map(({ round, weights, density }) => [
    String(round),
    number(weights),
    percent(density),
  ]);
  return table([['round', 'weights left', 'density'], ...rows], ['right', 'right', 'right']);
}

function summary(spec: Spec, plan: Plan): string {
  const { train, validation, test } = plan.examples;
  const { start } = plan;
  const pruned = plan.iterations - start.iteration;
  const to = spec.rewind.to;
  const rows: readonly (readonly [string, string])[] = [
    ['Data', `${number(train)} training, ${number(validation)} validation and ${number(test)} test examples`],
    [
      'Training',
      `${counted(plan.iterations, 'iteration')} with batch size ${number(spec.train.batch)}, evaluated every ${number(plan.evaluateEvery)}`,
    ],
    [
      'Rewind',
      typeof to === 'string'
        ? to
        : `to iteration ${number(start.iteration)}, then ${counted(pruned, 'more iteration')}`,
    ],
    ['Arms', plan.arms.map(({ name }) => name).join(', ')],
    ['Keep', `${spec.run.keep}, about ${bytes(plan.sizeBytes)} on disk`],
    [
      'Networks',
      `${number(plan.cells)} (${counted(plan.trials, 'trial')}), ${counted(plan.totalIterations, 'iteration')} in total`,
    ],
  ];
  return table(rows, ['left', 'left']);
}

function table(given: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): string {
  const rows = given.map((row) => row.map(visible));
  const widths = align.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          align[column] === 'left' ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .replace(/^/, '  ')
        .trimEnd(),
    )
    .join('\n');
}

export const number = (value: number): string => value.toLocaleString('en-US');

/** 0.0119 as 1.19%, 0.8 as 80%. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

/** A size in decimal units, as file managers show it. */
export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit] ?? ''}`;
}
