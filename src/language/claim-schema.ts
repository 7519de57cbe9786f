// Schema of one claim.
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

/** Requires exactly one of the keys. For other editors; `check` has its own rule and message. */
const exactlyOne = (...keys: readonly string[]) => ({
  oneOf: keys.map((key) => ({ properties: { [key]: {} }, required: [key] })),
});

/** The keys for the left and the right side of a claim. */
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
                description: 'Density. Ticket takes the round that is nearest by ratio.',
                exclusiveMinimum: 0,
                maximum: 1,
                expects: 'a fraction in (0, 1]',
              }),
            },
            strict,
          ),
          Type.Object(
            { round: Type.Integer({ description: 'Round; 0 is the dense network.', minimum: 0 }) },
            strict,
          ),
        ],
        {
          description: 'The round that the claim is about.',
          default: defaults.claim.at,
          expects: '`end`, { density: … } or { round: … }',
        },
      ),
    ),
    metric: Type.Enum([...metrics], {
      description: 'Metric, at early stop unless its name says otherwise. Accuracies range from 0 to 1.',
    }),
    value: Type.Optional(arm),
    difference: Type.Optional(pair('The first arm minus the second.')),
    ratio: Type.Optional(pair('The first arm divided by the second.')),
    atLeast: Type.Optional(bound('Lower bound, inclusive.')),
    atMost: Type.Optional(bound('Upper bound, inclusive.')),
    equals: Type.Optional(bound('Exact value.')),
    over: Type.Optional(
      Type.Enum(['mean', 'every-trial', 'interval-95'], {
        description:
          'Statistic that must meet the bound: the mean over trials, every trial, or the whole 95% bootstrap interval of the mean.',
        default: defaults.claim.over,
      }),
    ),
    mustFail: Type.Optional(
      Type.Array(
        Type.Union(
          [
            Type.String({ description: 'A control that replaces the ticket.', minLength: 1 }),
            Type.Object(
              {
                with: Type.Record(Type.String(), Type.Unknown(), {
                  description: 'Changes by dotted path, such as train.optimizer.weightDecay: 0.',
                }),
              },
              { ...strict, description: 'The same spec with changes.' },
            ),
          ],
          { expects: 'a control, or { with: { path: value } }' },
        ),
        { description: 'Controls and changed specs for which the same claim must fail.' },
      ),
    ),
  },
  { ...strict, allOf: [exactlyOne(...comparisons), exactlyOne(...bounds)] },
);
