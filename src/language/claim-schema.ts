// The schema of one claim.
import Type from 'typebox';
import { defaults } from './defaults';

const strict = { additionalProperties: false };

const arm = Type.String({ description: '`ticket`, `dense` (round 0), or a control.', minLength: 1 });
const pair = (description: string) =>
  Type.Unsafe<readonly [string, string]>(
    Type.Array(arm, {
      description,
      minItems: 2,
      maxItems: 2,
      expects: 'a list of two arms, such as [ticket, dense]',
    }),
  );
const bound = (description: string) => Type.Number({ description });

/** Exactly one of the keys; editors see it in the schema, `check` says it in words of its own. */
const exactlyOne = (...keys: readonly string[]) => ({
  oneOf: keys.map((key) => ({ properties: { [key]: {} }, required: [key] })),
});

/** What a claim compares, and what it is held against. */
export const comparisons = ['value', 'difference', 'ratio'] as const;
export const bounds = ['atLeast', 'atMost', 'equals'] as const;
export const metrics = ['testAccuracy', 'testAccuracyAtEnd', 'earlyStopIteration', 'validationLoss'] as const;

export const claimSchema = Type.Object(
  {
    says: Type.String({ description: 'The claim in words.', minLength: 1 }),
    at: Type.Optional(
      Type.Union(
        [
          Type.Literal('end', { description: 'The last round.' }),
          Type.Object(
            {
              density: Type.Number({
                description: 'Share of the weights that is left; the nearest round by ratio counts.',
                exclusiveMinimum: 0,
                maximum: 1,
                expects: 'a share above 0, up to 1',
              }),
            },
            strict,
          ),
          Type.Object(
            { round: Type.Integer({ description: 'The round; 0 is the dense net.', minimum: 0 }) },
            strict,
          ),
        ],
        {
          description: 'Where on the ladder.',
          default: defaults.claim.at,
          expects: '`end`, { density: … } or { round: … }',
        },
      ),
    ),
    metric: Type.Enum([...metrics], {
      description:
        'What is measured: at early stop, unless it says otherwise. Accuracies are shares, 0 to 1.',
    }),
    value: Type.Optional(arm),
    difference: Type.Optional(pair('The first less the second.')),
    ratio: Type.Optional(pair('The first divided by the second.')),
    atLeast: Type.Optional(bound('Holds from this value up.')),
    atMost: Type.Optional(bound('Holds up to this value.')),
    equals: Type.Optional(bound('Holds at this value alone.')),
    over: Type.Optional(
      Type.Enum(['mean', 'every-trial', 'interval-95'], {
        description:
          'Whether the mean over trials, every single trial, or the whole 95% bootstrap interval of the mean must be within the bound.',
        default: defaults.claim.over,
      }),
    ),
    mustFail: Type.Optional(
      Type.Array(
        Type.Union(
          [
            Type.String({ description: "A control, in the ticket's place.", minLength: 1 }),
            Type.Object(
              {
                with: Type.Record(Type.String(), Type.Unknown(), {
                  description: 'Changes by dotted path, such as train.optimizer.weightDecay: 0.',
                }),
              },
              { ...strict, description: 'The same spec, changed.' },
            ),
          ],
          { expects: 'a control, or { with: { path: value } }' },
        ),
        { description: 'Where the same statement must not hold if the claim is to mean something.' },
      ),
    ),
  },
  { ...strict, allOf: [exactlyOne(...comparisons), exactlyOne(...bounds)] },
);
