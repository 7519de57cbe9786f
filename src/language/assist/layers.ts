// Facts about layers and rounds for hovers and hints: parameters, rates and density.
import { markdownCode } from '../../escape/markup';
import { number, percent } from '../print';
import type { Plan, PlannedLayer, PlannedRound } from '../plan';
import type { Claim } from '../spec';
import { counted } from '../words';

export const parametersOf = ({ parameters }: PlannedLayer): number =>
  parameters.reduce((sum, { count }) => sum + count, 0);

/** The density of a layer after the last round; undefined if it is ranked together with other layers. */
export function leftAtEnd({ parameters }: PlannedLayer, { pools }: Plan): number | undefined {
  const names = parameters.filter(({ prunable }) => prunable).map(({ name }) => name);
  const own = pools.filter((pool) => pool.parameters.some((name) => names.includes(name)));
  // If layers are ranked together, the weights that each loses depend on training.
  if (names.length === 0 || !own.every((pool) => pool.parameters.every((name) => names.includes(name))))
    return undefined;
  const sum = (of: (keep: readonly number[]) => number): number =>
    own.reduce((total, { keep }) => total + of(keep), 0);
  return sum((keep) => keep.at(-1) ?? 0) / sum((keep) => keep[0] ?? 1);
}

/** Shapes, counts and rates of a layer's parameters, in Markdown. */
export function layerTable(layer: PlannedLayer, plan: Plan): string {
  const rows = layer.parameters.map(
    ({ name, shape, count, prunable, rate }) =>
      `| ${markdownCode(name)} | ${shape.join(' × ')} | ${number(count)} | ${prunable ? `${percent(rate)} per round` : 'never pruned'} |`,
  );
  const left = leftAtEnd(layer, plan);
  const rounds = counted(plan.rounds.length - 1, 'round');
  return [
    '| parameter | \u2003shape | \u2003count | \u2003pruned |',
    '| --- | --- | ---: | --- |',
    ...rows,
    ...(left === undefined ? [] : ['', `Density after ${rounds}: ${percent(left)}.`]),
  ].join('\n');
}

/** A Markdown table of rounds, remaining weights and density; samples the rounds if there are many. */
export function ladderTable({ rounds }: Plan): string {
  const step = Math.ceil(rounds.length / 25);
  const shown = rounds.filter((_, i) => i % step === 0 || i === rounds.length - 1);
  return [
    '| round | \u2003weights left | \u2003density |',
    '| ---: | ---: | ---: |',
    ...shown.map(({ round, weights, density }) => `| ${round} | ${number(weights)} | ${percent(density)} |`),
  ].join('\n');
}

/** The round that a claim is about: for a density, the nearest by ratio; in a tie, the denser one. */
export function roundOf(at: Claim['at'], { rounds }: Plan): PlannedRound | undefined {
  if (at === 'end') return rounds.at(-1);
  if ('round' in at) return rounds[at.round];
  const distance = ({ density }: PlannedRound): number => Math.abs(Math.log(density / at.density));
  return rounds.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}
