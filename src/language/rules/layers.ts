// Rules for layers: rates must match the model's layers, and every round must prune some weights and keep others.
import type { Layer } from '../../lab/kinds';
import type { Known } from '../check';
import { matcher, patternFinder } from '../ladder';
import { entryOf, nodeAt, spanOf } from '../located';
import type { Plan } from '../plan';
import type { Span } from '../problem';
import { counted, nearest, quote } from '../words';
import { reportAt, type Facts } from './facts';

/** Reports rates whose layers do not exist, or are matched by an earlier pattern. */
export function layerRules(facts: Facts, layers: readonly Layer[]): void {
  const prunable = layers.filter(({ parameters }) => parameters.some((parameter) => parameter.prunable));
  const names = layers.map(({ name }) => name);
  const rates = nodeAt(facts.root, ['prune', 'rates']);
  if (prunable.length === 0) {
    reportAt(facts, ['model'], {
      code: 'nothing-to-prune',
      message: 'The model has no prunable weights.',
    });
  }
  if (rates?.type !== 'map') return;
  const known = new Set(names);
  const taken = new Set<string>();
  let unknown = 0;
  // In matching order: that of the text, except that JavaScript puts names that are numbers first.
  for (const key of Object.keys(facts.spec.prune.rates)) {
    const at = entryOf(rates, key)?.keySpan ?? spanOf(rates);
    const matched = key.includes('*') ? names.filter(matcher(key)) : known.has(key) ? [key] : [];
    const left = matched.filter((name) => !taken.has(name));
    matched.forEach((name) => taken.add(name));
    if (matched.length === 0) {
      unknown += 1;
      reportUnknownLayer(facts, key, at, unknown > mostGuesses ? [] : names);
    } else if (left.length === 0) {
      facts.report({
        at,
        severity: 'warning',
        code: 'unused',
        message: `The rate of ${quote(key)} has no effect: an earlier line matches its layers.`,
        remedy: 'The first match wins: put the narrower pattern first.',
      });
    } else if (!prunable.some(({ name }) => left.includes(name))) {
      facts.report({
        at,
        severity: 'warning',
        code: 'unused',
        message: `${quote(key)} has no prunable weights.`,
      });
    }
  }
}

/** Warns of layers that a global ranking leaves out, because they have a different rate. */
export function scopeRules(facts: Facts, layers: readonly Layer[]): void {
  const { scope, rates, rate } = facts.spec.prune;
  if (!('kind' in scope) || scope.kind !== 'global') return;
  const prunable = layers.filter(({ parameters }) => parameters.some((parameter) => parameter.prunable));
  const patternOf = patternFinder(Object.keys(rates));
  const isWritten = nodeAt(facts.root, ['prune', 'rates']) !== undefined;
  for (const [key, own] of Object.entries(rates)) {
    if (own === rate || !prunable.some(({ name }) => patternOf(name) === key)) continue;
    const what = isWritten ? 'has a different rate' : 'has half the rate by default';
    const remedy = isWritten && Object.keys(rates).length > 1 ? 'Remove the line' : 'Write rates: {}';
    reportAt(facts, isWritten ? ['prune', 'rates', key] : ['prune', 'scope'], {
      severity: 'warning',
      code: 'ladder',
      message: `The scope is \`global\`, but ${quote(key)} ${own === 0 ? 'has the rate 0, so it stays dense' : `${what}, so Ticket ranks it apart from the other layers`}.`,
      remedy: `${remedy} to rank it with them.`,
    });
  }
}

/** Reports parameters that a module declares but its `forward` does not use. */
export function unusedRules(facts: Facts, { models = {} }: Known): void {
  const { model } = facts.spec;
  const unused = 'module' in model ? models[model.module]?.unused : undefined;
  if (!unused || unused.length === 0) return;
  reportAt(facts, ['model', 'module'], {
    severity: 'warning',
    code: 'unused',
    message: `\`forward\` does not use ${unused.slice(0, 5).map(quote).join(', ')}${unused.length > 5 ? ` and ${unused.length - 5} more` : ''}: training does not change them, but pruning counts them.`,
    remedy: 'Use them in `forward`, or remove them from `layers`.',
  });
}

/** The number of unknown names that get a suggestion: guessing all of them takes long and helps nobody. */
const mostGuesses = 10;

function reportUnknownLayer(facts: Facts, key: string, at: Span, names: readonly string[]): void {
  const near = key.includes('*') ? undefined : nearest(key, names);
  const known = names.length === 0 ? '' : `Layers: ${names.join(', ')}.`;
  facts.report({
    at,
    code: 'unknown-layer',
    message: key.includes('*') ? `No layer matches ${quote(key)}.` : `The model has no layer ${quote(key)}.`,
    remedy: `${near === undefined ? '' : `Did you mean ${quote(near)}? `}${known || 'Remove the line, or correct the name.'}`,
    ...(near !== undefined && { fix: { title: `Change to ${near}`, at, text: near } }),
  });
}

/** Reports rounds that remove nothing, or all weights of a layer. */
export function ladderRules(facts: Facts, plan: Plan): void {
  const layerOf = new Map(
    plan.layers.flatMap((layer) => layer.parameters.map(({ name }) => [name, layer.name])),
  );
  const patterns = Object.keys(facts.spec.prune.rates);
  const patternOf = patternFinder(patterns);
  if (plan.rounds.length > 1 && plan.pools.length > 0 && plan.pools.every(({ rate }) => rate === 0)) {
    reportAt(facts, ['prune', 'rate'], {
      severity: 'warning',
      code: 'ladder',
      message: 'No round removes a weight: the rate of every layer is 0.',
    });
  }
  for (const { parameters, rate, keep } of plan.pools) {
    const layers = [...new Set(parameters.map((name) => layerOf.get(name) ?? name))];
    const written = nodeAt(facts.root, ['prune', 'rates']);
    const own = new Set(layers.map(patternOf));
    const pattern = patterns.find((one) => own.has(one));
    const path =
      pattern !== undefined && written && entryOf(written, pattern) ? ['rates', pattern] : ['rate'];
    const warn = (message: string): void =>
      reportAt(facts, ['prune', ...path], { severity: 'warning', code: 'ladder', message });
    const empty = keep.indexOf(0);
    const still = keep.findIndex((left, round) => round > 0 && left > 0 && left === keep[round - 1]);
    const what = layers.map(quote).join(', ');
    if (empty >= 0)
      warn(
        `Round ${empty} leaves no weights in ${what}, which starts with ${counted(keep[0] ?? 0, 'weight')}.`,
      );
    else if (rate > 0 && still >= 0) {
      warn(
        `From round ${still} on, pruning removes nothing from ${what}: ${rate} of ${counted(keep[still] ?? 0, 'weight')} rounds to 0.`,
      );
    }
  }
}
