// Generates good specs from the schemas that the lab's entries declare.
import fc from 'fast-check';
import type { Entry } from '../../src/lab/kinds';
import { asSchema, isRecord, neededKeys, type Schema } from '../../src/language/json';
import { lab } from '../../src/language/schema';

type Bounds = Schema & {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
};

/** Values that a schema allows; small numbers of items. */
export function valueFor(schema: Bounds): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.patternProperties) {
    const [part = {}] = Object.values(schema.patternProperties);
    const names = fc.constantFrom('fc1', 'fc2', 'a', 'conv-1', 'constructor', 'toString');
    const pairs = fc.uniqueArray(fc.tuple(names, valueFor(part)), {
      maxLength: 3,
      selector: ([name]) => name,
    });
    return pairs.map((some) => Object.fromEntries(some));
  }
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const { minimum = 0, maximum = Infinity } = schema;
      return fc.integer({ min: minimum, max: Math.min(maximum, minimum + 40) });
    }
    case 'number':
      // Between 0 and 1, which every option allows.
      return fc.integer({ min: 1, max: 99 }).map((hundredths) => hundredths / 100);
    case 'string':
      return fc.constantFrom('./a', './b', 'c d');
    case 'array':
      return fc.array(isRecord(schema.items) ? valueFor(schema.items as Schema) : fc.anything(), {
        minLength: 1,
        maxLength: 3,
      });
    case undefined:
    default:
      throw new Error(`No values are known for ${JSON.stringify(schema)}.`);
  }
}

/** Options of an entry: the required ones, and some of the others. */
export function optionsFor(entry: Entry): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const schema = asSchema(entry.options);
  const parts = Object.entries(schema.properties ?? {}).map(([key, part]) => [key, valueFor(part)] as const);
  return fc.record(Object.fromEntries(parts), {
    requiredKeys: [...neededKeys(schema)],
    noNullPrototype: true,
  });
}

/** An entry as a spec may choose it. */
const choice = (registry: readonly Entry[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...registry).chain((entry) => {
    const long = optionsFor(entry).map((options) => ({ kind: entry.name, ...options }));
    return neededKeys(asSchema(entry.options)).length > 0 ? long : fc.oneof(fc.constant(entry.name), long);
  });

const rate = fc.integer({ min: 0, max: 99 }).map((hundredths) => hundredths / 100);
const some = (
  parts: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Record<string, unknown>> => fc.record(parts, { requiredKeys: [], noNullPrototype: true });

const claim = fc.record(
  {
    says: fc.string({ minLength: 1, unit: 'grapheme-ascii' }),
    metric: fc.constantFrom('testAccuracy', 'validationLoss'),
    difference: fc.constant(['ticket', 'dense']),
    atLeast: rate,
    at: fc.constantFrom('end', { round: 0 }, { density: 1 }),
    over: fc.constantFrom('mean', 'every-trial'),
  },
  { requiredKeys: ['says', 'metric', 'difference', 'atLeast'], noNullPrototype: true },
);

/** Specs as values; nearly all of them are valid. */
export const specValues: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(
  {
    ticket: fc.constant(1),
    title: fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom('Ω: # "x"', '- a', '1e3', '{', 'yes'),
    ),
    seed: fc.nat(),
    trials: fc.integer({ min: 1, max: 4 }),
    workload: choice(lab.workloads),
    model: choice(lab.models),
    train: fc.record(
      {
        optimizer: choice(lab.optimizers),
        schedule: fc.oneof(
          choice(lab.learningRates),
          fc.array(choice(lab.learningRates), { minLength: 1, maxLength: 3 }),
        ),
        batch: fc.integer({ min: 1, max: 2 }),
        iterations: fc.oneof(
          fc.integer({ min: 200, max: 900 }),
          fc.constantFrom('500 iterations', '250.5 epochs'),
        ),
        evaluate: some({ every: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant('7 iterations')) }),
      },
      { requiredKeys: ['iterations'], noNullPrototype: true },
    ),
    prune: some({
      rounds: fc.integer({ min: 0, max: 9 }),
      rate,
      rates: fc.oneof(
        fc.constant({}),
        rate.map((of) => ({ output: of })),
        fc.tuple(rate, rate).map(([of, other]) => ({ output: of, '*': other })),
      ),
      criterion: choice(lab.criteria),
      structure: choice(lab.structures),
      scope: choice(lab.scopes),
      schedule: choice(lab.schedules),
    }),
    rewind: fc.oneof(fc.constantFrom('init', 'none', 'learning-rate'), fc.integer({ min: 1, max: 150 })),
    controls: fc.uniqueArray(choice(lab.controls), {
      maxLength: 3,
      selector: (one) => (isRecord(one) ? one['kind'] : one),
    }),
    claims: fc.array(claim, { maxLength: 2 }),
    run: some({
      engine: fc.constantFrom('auto', 'eager'),
      workers: fc.oneof(fc.constant('auto'), fc.integer({ min: 1, max: 4 })),
      keep: fc.constantFrom('all', 'tickets', 'masks'),
      checkpointSeconds: fc.nat(100),
    }),
  },
  { requiredKeys: ['ticket', 'workload', 'model', 'train'], noNullPrototype: true },
);
