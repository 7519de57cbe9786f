// Tests the identity against every option that the entries declare, so that none can be forgotten.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Entry } from '../../src/lab/kinds';
import { check } from '../../src/language/check';
import { identity } from '../../src/language/identity';
import { asSchema } from '../../src/language/json';
import type { Lab } from '../../src/language/choice-schema';
import { lab } from '../../src/language/schema';
import { cases, sampled } from '../full';
import { optionsFor, specValues, valueFor } from './specs';

/** A spec's choice of an entry of each kind. */
const placed: Readonly<Record<Exclude<keyof Lab, 'rewinds'>, (chosen: object) => object>> = {
  workloads: (workload) => ({ workload }),
  models: (model) => ({ model }),
  optimizers: (optimizer) => ({ train: { optimizer } }),
  learningRates: (schedule) => ({ train: { schedule: [schedule] } }),
  criteria: (criterion) => ({ prune: { criterion } }),
  structures: (structure) => ({ prune: { structure } }),
  scopes: (scope) => ({ prune: { scope } }),
  schedules: (schedule) => ({ prune: { schedule } }),
  controls: (control) => ({ controls: [control] }),
};

/** The identity of a valid spec; skips invalid ones. */
function identityOf(value: object): string {
  const { spec, plan } = check(stringify(value));
  fc.pre(spec !== undefined && plan !== undefined);
  return identity({ spec, plan, modules: {}, data: {} });
}

function specWith(kind: keyof typeof placed, chosen: object): object {
  const { train = {}, ...more } = placed[kind](chosen) as { readonly train?: object };
  const short = { batch: 1, iterations: 300, evaluate: { every: 50 } };
  return { ticket: 1, workload: 'spirals', model: 'mlp', train: { ...short, ...train }, ...more };
}

const options = (Object.keys(placed) as (keyof typeof placed)[]).flatMap((kind) =>
  lab[kind].flatMap((entry: Entry) =>
    Object.entries(asSchema(entry.options).properties ?? {}).map(([option, schema]) => ({
      kind,
      entry,
      option,
      schema,
    })),
  ),
);

describe('the identity of a run', () => {
  for (const { kind, entry, option, schema } of options) {
    const isPart = schema.identity !== false && kind !== 'controls';
    test(`${isPart ? 'follows from' : 'does not follow from'} ${entry.name}.${option}`, () => {
      const values = fc.tuple(valueFor(schema), valueFor(schema));
      fc.assert(
        fc.property(optionsFor(entry), values, (others, [value, other]) => {
          fc.pre(JSON.stringify(value) !== JSON.stringify(other));
          const [one, two] = [value, other].map((of) =>
            identityOf(specWith(kind, { kind: entry.name, ...others, [option]: of })),
          );
          if (isPart) assert.notEqual(one, two);
          else assert.equal(one, two);
        }),
        { numRuns: sampled(7, 20) },
      );
    });
  }

  test('follows from which entry it is, of all kinds but controls', () => {
    for (const kind of Object.keys(placed) as (keyof typeof placed)[]) {
      const registry: readonly Entry[] = lab[kind];
      const needed = { steps: { at: [100] }, warmup: { iterations: 10 } };
      const all = registry.map((entry) => {
        const more = needed[entry.name as keyof typeof needed] as object | undefined;
        return identityOf(specWith(kind, { kind: entry.name, ...more }));
      });
      assert.equal(new Set(all).size, kind === 'controls' ? 1 : all.length, kind);
    }
  });

  test('does not follow from title, trials, rounds, controls, claims and how it runs', () => {
    fc.assert(
      fc.property(specValues, specValues, (value, other) => {
        const { title: _1, trials: _2, controls: _3, claims: _4, run: _5, ...left } = value;
        const { title, trials, controls, claims, run } = other;
        const taken = Object.fromEntries(
          Object.entries({ title, trials, controls, claims, run }).filter(([, part]) => part !== undefined),
        );
        const { rounds: _6, ...prune } = (left['prune'] ?? {}) as { readonly rounds?: number };
        assert.equal(identityOf({ ...left, ...taken, prune: { ...prune, rounds: 4 } }), identityOf(value));
      }),
      cases(100),
    );
  });
});
