// The schema of a whole spec, put together from the lab's declarations: an entry added to the lab is in it.
import Type, { type Static } from 'typebox';
import * as entries from '../lab';
import { chosen, plainNames, type ChoiceText, type Lab } from './choice-schema';
import { claimSchema } from './claim-schema';
import { defaults } from './defaults';
import { writtenDuration, type DurationText } from './duration';
import { asSchema, type Schema } from './json';

export const lab: Lab = entries;

const strict = { additionalProperties: false };

/** A place that takes an entry of a kind. */
const choice = (from: Lab, kind: keyof Lab, description: string, standard: string) =>
  Type.Optional(Type.Unsafe<ChoiceText>(chosen(from, kind, { description, default: standard })));

/** A place that takes an entry of a kind or a module of the user's. */
function choiceOrModule(from: Lab, kind: keyof Lab, description: string) {
  const module: Schema = {
    type: 'object',
    description: 'A module of your own, whose default export is what an entry of the lab is.',
    properties: {
      module: asSchema(
        Type.String({
          pattern: '^\\.{1,2}/.+\\.m?js$',
          description: 'Path from this file.',
          expects: 'a path from this file, such as `./my-net.mjs`',
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

/** Rewinds by name, or a time; `{ to: … }` is the same. */
function rewindSchema(from: Lab) {
  const names = plainNames(from, 'rewinds');
  const time = asSchema(duration('Back to this moment of the training of the dense net.'));
  const to = Type.Unsafe<DurationText>({
    description: 'Where the weights that are left go back to.',
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
  Type.Number({ description, minimum: 0, exclusiveMaximum: 1, expects: 'a share from 0 to below 1' });

/** The schema for a lab with these entries. */
export function specSchema(from: Lab) {
  const optional = Type.Optional;
  const repeats = Type.Integer({ description: 'Independent draws.', minimum: 1, maximum: 1000, default: 1 });
  const learningRate = chosen(from, 'learningRates', {});
  return Type.Object(
    {
      ticket: Type.Literal(1, { description: 'Version of the language.' }),
      title: optional(Type.String({ description: 'What people read; no number follows from it.' })),
      seed: optional(
        Type.Integer({
          description: 'Everything random follows from it.',
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
      workload: choiceOrModule(from, 'workloads', 'Data and loss.'),
      model: choiceOrModule(from, 'models', 'The network.'),
      train: optional(
        Type.Object(
          {
            optimizer: choice(from, 'optimizers', 'The update rule.', defaults.train.optimizer),
            schedule: optional(
              Type.Unsafe<ChoiceText | readonly ChoiceText[]>({
                description: 'Factor on the learning rate over time; the factors of a list multiply.',
                default: defaults.train.schedule,
                anyOf: [
                  ...(asSchema(learningRate).anyOf ?? []),
                  { type: 'array', items: learningRate, minItems: 1 },
                ],
              }),
            ),
            batch: optional(
              Type.Integer({
                description: 'Examples of an update.',
                minimum: 1,
                default: defaults.train.batch,
              }),
            ),
            iterations: optional(duration('How long each network trains.', defaults.train.iterations)),
            evaluate: optional(
              Type.Object(
                { every: optional(duration('Validation at each of these.', defaults.train.evaluateEvery)) },
                { ...strict, description: 'When the network is evaluated.' },
              ),
            ),
          },
          { ...strict, description: 'How one network is trained.' },
        ),
      ),
      prune: optional(
        Type.Object(
          {
            rounds: optional(
              Type.Integer({
                description: 'Rounds after round 0, the dense net.',
                minimum: 0,
                maximum: 1000,
                default: defaults.prune.rounds,
              }),
            ),
            rate: optional({
              ...rate('Share of what is left that a round removes, per layer.'),
              default: defaults.prune.rate,
            }),
            rates: optional(
              Type.Record(Type.String(), rate('Rate of the layers with this name or pattern.'), {
                description:
                  'Exceptions by layer name or pattern (`conv*`); the first match counts. Without it, `output` has half the rate.',
                maxProperties: 500,
              }),
            ),
            criterion: choice(from, 'criteria', 'What makes a weight important.', defaults.prune.criterion),
            structure: choice(from, 'structures', 'Which masks are allowed.', defaults.prune.structure),
            scope: choice(from, 'scopes', 'Which weights are ranked together.', defaults.prune.scope),
            schedule: choice(from, 'schedules', 'How density goes down.', defaults.prune.schedule),
          },
          { ...strict, description: 'How weights are removed.' },
        ),
      ),
      rewind: optional(rewindSchema(from)),
      controls: optional(
        Type.Array(
          Type.Unsafe<ChoiceText>(chosen(from, 'controls', {}, [], { repeats: asSchema(repeats) })),
          {
            description: 'What must fail if the ticket is one: trained beside it, from the same masks.',
          },
        ),
      ),
      claims: optional(Type.Array(claimSchema, { description: 'What the numbers are expected to show.' })),
      sweep: optional(
        Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 1 }), {
          minProperties: 1,
          description: 'Values by dotted path, `prune.rate: [0.2, 0.4]`: one run for each combination.',
        }),
      ),
      run: optional(
        Type.Object(
          {
            engine: optional(
              Type.Enum(['auto', 'eager', 'graph', 'mixed', 'xla'], {
                description:
                  'How an iteration is computed: op by op (`eager`), as a loop inside TensorFlow (`graph`), as that loop with the optimizer compiled (`mixed`), or with all of it compiled (`xla`). `auto` measures which is done first.',
                default: defaults.run.engine,
              }),
            ),
            workers: optional(
              Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 1, maximum: 1024 })], {
                description: 'Processes that train side by side.',
                default: defaults.run.workers,
              }),
            ),
            keep: optional(
              Type.Enum(['all', 'tickets', 'masks'], {
                description:
                  "Whose trained weights stay on disk: all cells', the tickets', or none (masks only).",
                default: defaults.run.keep,
              }),
            ),
            checkpointSeconds: optional(
              Type.Number({
                description: 'Time between two checkpoints of a training.',
                minimum: 0,
                maximum: 86_400,
                default: defaults.run.checkpointSeconds,
                unit: 'seconds',
              }),
            ),
          },
          { ...strict, description: 'Where and how it runs, never what.' },
        ),
      ),
    },
    { ...strict, title: 'Ticket experiment' },
  );
}

export const schema = specSchema(lab);

/** A spec as it is written: valid, shorthand not yet written out, defaults not yet filled in. */
export type SpecText = Static<typeof schema>;
