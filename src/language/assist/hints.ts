// Inlay hints: facts that follow from a value, such as density after the last round.
import { inIterations, readDuration } from '../duration';
import type { Located, Path } from '../located';
import { number, percent } from '../print';
import { leftAtEnd, parametersOf, roundOf } from './layers';
import { plansOf, textOfAll, type Planned, type ParsedDocument } from './parsed-document';
import { valuesOf } from './walk';

export interface Hint {
  /** The end of the value. */
  readonly offset: number;
  readonly text: string;
  readonly tooltip: string;
}

/**
 * The hints of a spec without errors; none for others. A layer's hint stands alone on its line: it gives way to any
 * other hint there.
 *
 * @param annotated the layers whose density the editor shows after their line of the model
 */
export function hints(parsed: ParsedDocument, annotated: ReadonlySet<string> = new Set()): readonly Hint[] {
  const { root, text: source } = parsed;
  if (!root || plansOf(parsed).length === 0) return [];
  const all = [...valuesOf(root)].flatMap(({ path, node }) => {
    const rule = rules.find(({ at }) => fits(path, at));
    const text = rule && textOfAll(parsed, (planned) => rule.say(planned, path, node));
    if (text === undefined || !rule) return [];
    const offset = node.span.end;
    return [{ offset, line: lineOf(source, offset), path, text, tooltip: rule.tooltip }];
  });
  return all
    .filter(
      ({ line, path }) =>
        !isOfLayer(path) ||
        (all.filter((other) => other.line === line).length === 1 &&
          !(path[0] === 'model' && annotated.has(String(path[2])))),
    )
    .map(({ offset, text, tooltip }) => ({ offset, text, tooltip }));
}

const lineOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1);

const isOfLayer = ([first, second]: Path): boolean =>
  (first === 'model' && second === 'layers') || (first === 'prune' && second === 'rates');

interface Rule {
  /** The path of the value; `*` matches any step, `**` any path. */
  readonly at: readonly string[];
  readonly tooltip: string;
  readonly say: (planned: Planned, path: Path, node: Located) => string | undefined;
}

const scalarOf = (node: Located): unknown => (node.type === 'scalar' ? node.value : undefined);

const total = ({ plan }: Planned): string => {
  const count = plan.layers.reduce((sum, layer) => sum + parametersOf(layer), 0);
  return `${number(count)} parameters`;
};

const iterations = ({ spec, plan }: Planned, _: Path, node: Located): string | undefined => {
  const value = scalarOf(node);
  if (typeof value !== 'string' || !/^[\d.]+ epochs?$/.test(value)) return undefined;
  const epoch = { examples: plan.examples.train, batch: spec.train.batch };
  return `= ${number(inIterations(readDuration(value), epoch))} iterations`;
};

const rules: readonly Rule[] = [
  {
    at: ['prune', 'rounds'],
    tooltip: 'Density after the last round.',
    say: ({ plan }) => `${percent(plan.rounds.at(-1)?.density ?? 1)} left`,
  },
  {
    at: ['prune', 'rates', '*'],
    tooltip: 'Density of this layer after the last round.',
    say({ plan }, path) {
      const layer = plan.layers.find(({ name }) => name === path[2]);
      const left = layer && leftAtEnd(layer, plan);
      return left === undefined ? undefined : `${percent(left)} left`;
    },
  },
  {
    at: ['model', 'layers', '*'],
    tooltip: 'Number of weights and biases in this layer.',
    say({ plan }, path) {
      const layer = plan.layers.find(({ name }) => name === path[2]);
      return layer && `${number(parametersOf(layer))} parameters`;
    },
  },
  { at: ['model', 'module'], tooltip: 'Total over all layers.', say: total },
  { at: ['model', 'kind'], tooltip: 'Total over all layers.', say: total },
  {
    at: ['model'],
    tooltip: 'Total over all layers.',
    say: (planned, _, node) => (node.type === 'scalar' ? total(planned) : undefined),
  },
  {
    at: ['claims', '*', 'at', 'density'],
    tooltip: 'The round nearest to this density, by ratio.',
    say({ spec, plan }, path) {
      const claim = spec.claims[Number(path[1])];
      const round = claim && roundOf(claim.at, plan);
      return round && `round ${round.round}, ${percent(round.density)} left`;
    },
  },
  { at: ['**'], tooltip: 'One epoch is one pass over all training examples.', say: iterations },
];

const fits = (path: Path, at: readonly string[]): boolean =>
  at[0] === '**' ||
  (path.length === at.length && at.every((step, i) => step === '*' || step === String(path[i])));
