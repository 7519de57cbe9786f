// Schema of a whole spec, built from the lab's declarations: it includes every entry of the lab.
import Type, { type Static } from 'typebox';
import * as entries from '../lab';
import { chosen, plainNames, type ChoiceText, type Lab } from './choice-schema';
import { claimSchema } from './claim-schema';
import { defaults } from './defaults';
import { writtenDuration, type DurationText } from './duration';
import { asSchema, type Schema } from './json';

export const lab: Lab = entries;

const strict = { additionalProperties: false };

/** A key that takes an entry of a kind. */
const choice = (from: Lab, kind: keyof Lab, description: string, standard: string) =>
  Type.Optional(Type.Unsafe<ChoiceText>(chosen(from, kind, { description, default: standard })));

/** A key that takes an entry of a kind or a user's module. */
function choiceOrModule(from: Lab, kind: keyof Lab, description: string) {
  const module: Schema = {
    type: 'object',
    description: 'Your own module. Its default export implements the same interface as a built-in entry.',
    properties: {
      module: asSchema(
        Type.String({
          pattern: '^\\.{1,2}/.+\\.m?js$',
          description: 'Path relative to this file.',
          expects: 'a path relative to this file, such as `./my-net.mjs`',
        }),
      ),
    },
    required: ['module'],
    not: { properties: { kind: {} }, required: ['kind'] },
    additionalProperties: true,
  };
  return Type.Unsafe<ChoiceText>(chosen(from, kind, { description }, [module]));
}

const duration = (description: string, standard?: number) =>
  Type.Unsafe<DurationText>(
    writtenDuration({
      ...Type.Integer({ minimum: 1 }),
      description,
      ...(standard !== undefined && { default: standard }),
    }),
  );

/** A rewind by name, or a time; `{ to: … }` means the same. */
function rewindSchema(from: Lab) {
  const names = plainNames(from, 'rewinds');
  const time = asSchema(duration('Rewinds to this iteration of the dense network.'));
  const to = Type.Unsafe<DurationText>({
    description: 'The point in training that surviving weights rewind to.',
    default: defaults.rewind,
    expects: `${names.map(({ const: name }) => `\`${String(name)}\``).join(', ')}, or a time such as "500 iterations"`,
    anyOf: [...names, ...(time.anyOf ?? [])],
  });
  const map = Type.Object({ to: Type.Optional(to) }, strict);
  return Type.Unsafe<DurationText | Static<typeof map>>({
    ...to,
    anyOf: [...(asSchema(to).anyOf ?? []), asSchema(map)],
  });
}

const rate = (description: string) =>
  Type.Number({ description, minimum: 0, exclusiveMaximum: 1, expects: 'a fraction in [0, 1)' });

/** The schema for a lab with these entries. */
export function specSchema(from: Lab) {
  const optional = Type.Optional;
  const repeats = Type.Integer({
    description: 'Number of independent draws.',
    minimum: 1,
    maximum: 1000,
    default: 1,
  });
  const learningRate = chosen(from, 'learningRates', {});
  return Type.Object(
    {
      ticket: Type.Literal(1, { description: 'Language version.' }),
      title: optional(Type.String({ description: 'Title for people; it does not affect results.' })),
      seed: optional(
        Type.Integer({
          description: 'Seed of all random numbers.',
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          default: defaults.seed,
        }),
      ),
      trials: optional(
        Type.Integer({
          description: 'Independent repetitions, each with its own initial weights and data order.',
          minimum: 1,
          maximum: 1000,
          default: defaults.trials,
        }),
      ),
      workload: choiceOrModule(from, 'workloads', 'The data and the loss.'),
      model: choiceOrModule(from, 'models', 'The network.'),
      train: optional(
        Type.Object(
          {
            optimizer: choice(from, 'optimizers', 'The update rule.', defaults.train.optimizer),
            schedule: optional(
              Type.Unsafe<ChoiceText | readonly ChoiceText[]>({
                description:
                  'Learning-rate schedule: a factor on the learning rate over time. Ticket multiplies those of a list.',
                default: defaults.train.schedule,
                anyOf: [
                  ...(asSchema(learningRate).anyOf ?? []),
                  { type: 'array', items: learningRate, minItems: 1 },
                ],
              }),
            ),
            batch: optional(
              Type.Integer({
                description: 'Batch size: training examples per update.',
                minimum: 1,
                default: defaults.train.batch,
              }),
            ),
            iterations: optional(duration('Training length of each network.', defaults.train.iterations)),
            evaluate: optional(
              Type.Object(
                { every: optional(duration('Time between two evaluations.', defaults.train.evaluateEvery)) },
                { ...strict, description: 'Evaluation on the validation examples.' },
              ),
            ),
          },
          { ...strict, description: 'Optimizer, schedule and length of training.' },
        ),
      ),
      prune: optional(
        Type.Object(
          {
            rounds: optional(
              Type.Integer({
                description: 'Pruning rounds after round 0, which trains the dense network.',
                minimum: 0,
                maximum: 1000,
                default: defaults.prune.rounds,
              }),
            ),
            rate: optional({
              ...rate('Fraction of the remaining weights that each round removes, per layer.'),
              default: defaults.prune.rate,
            }),
            rates: optional(
              Type.Record(Type.String(), rate('Rate of the layers that match this name or pattern.'), {
                description:
                  'Rates by layer name or pattern (`conv*`); the first match wins. Without this key, `output` has half of `prune.rate`.',
                maxProperties: 500,
              }),
            ),
            criterion: choice(
              from,
              'criteria',
              'Score of each weight; the lowest scores are pruned first.',
              defaults.prune.criterion,
            ),
            structure: choice(from, 'structures', 'Granularity of the masks.', defaults.prune.structure),
            scope: choice(from, 'scopes', 'Weights that are ranked together.', defaults.prune.scope),
            schedule: choice(
              from,
              'schedules',
              'The network that each round prunes.',
              defaults.prune.schedule,
            ),
          },
          { ...strict, description: 'Pruning rounds, rates and criterion.' },
        ),
      ),
      rewind: optional(rewindSchema(from)),
      controls: optional(
        Type.Array(
          Type.Unsafe<ChoiceText>(chosen(from, 'controls', {}, [], { repeats: asSchema(repeats) })),
          {
            description:
              'Control networks. Each changes one thing about the ticket; a winning ticket outperforms them.',
          },
        ),
      ),
      claims: optional(
        Type.Array(claimSchema, { description: 'Claims that Ticket checks against the results.' }),
      ),
      sweep: optional(
        Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 1 }), {
          minProperties: 1,
          description:
            'Lists of values by dotted path, such as `prune.rate: [0.2, 0.4]`. Each combination is one run.',
        }),
      ),
      run: optional(
        Type.Object(
          {
            engine: optional(
              Type.Enum(['auto', 'eager', 'graph', 'mixed', 'xla'], {
                description:
                  'Execution of an iteration: op by op (`eager`), as a loop in a TensorFlow graph (`graph`), as that loop with a compiled optimizer (`mixed`), or fully compiled (`xla`). `auto` measures them and takes the one that finishes first.',
                default: defaults.run.engine,
              }),
            ),
            workers: optional(
              Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 1, maximum: 1024 })], {
                description: 'Worker processes that train in parallel.',
                default: defaults.run.workers,
              }),
            ),
            keep: optional(
              Type.Enum(['all', 'tickets', 'masks'], {
                description:
                  'Trained weights to keep on disk: those of all networks, of the tickets, or none (masks only).',
                default: defaults.run.keep,
              }),
            ),
            checkpointSeconds: optional(
              Type.Number({
                description: 'Time between two checkpoints.',
                minimum: 0,
                maximum: 86_400,
                default: defaults.run.checkpointSeconds,
                unit: 'seconds',
              }),
            ),
          },
          { ...strict, description: 'Execution settings; they do not affect results.' },
        ),
      ),
    },
    { ...strict, title: 'Ticket experiment' },
  );
}

export const schema = specSchema(lab);

/** A valid spec as written, before shorthand is expanded and defaults are filled in. */
export type SpecText = Static<typeof schema>;
