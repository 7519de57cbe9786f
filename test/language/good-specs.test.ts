// Tests the invariants of every good spec, however it is written.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stringify, type ToStringOptions } from 'yaml';
import { check } from '../../src/language/check';
import { identity } from '../../src/language/identity';
import { keepLadder } from '../../src/language/ladder';
import type { Plan } from '../../src/language/plan';
import type { Choice, Duration, Spec } from '../../src/language/spec';
import { cases } from '../full';
import { specValues } from './specs';

interface Good {
  readonly spec: Spec;
  readonly plan: Plan;
}

/** The meaning of a text; skips invalid specs. */
function read(text: string): Good {
  const { spec, plan } = check(text);
  fc.pre(spec !== undefined && plan !== undefined);
  return { spec, plan };
}
const again = (text: string): Good => {
  const { spec, plan, problems } = check(text);
  assert.ok(spec && plan, JSON.stringify(problems));
  return { spec, plan };
};
const identityOf = ({ spec, plan }: Good): string => identity({ spec, plan, modules: {}, data: {} });

const styles: fc.Arbitrary<ToStringOptions> = fc.record({
  collectionStyle: fc.constantFrom('any', 'flow'),
  defaultKeyType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
  indent: fc.integer({ min: 1, max: 6 }),
  lineWidth: fc.constantFrom(0, 40, 80),
  flowCollectionPadding: fc.boolean(),
  indentSeq: fc.boolean(),
});

describe('a good spec means the same', () => {
  test('in whatever style of YAML it is printed, and as JSON', () => {
    fc.assert(
      fc.property(specValues, styles, fc.boolean(), (value, style, isJson) => {
        const good = read(stringify(value));
        const text = isJson ? JSON.stringify(value, undefined, 1) : stringify(value, style);
        assert.deepEqual(again(text), good, text);
      }),
      cases(150),
    );
  });

  test('with a BOM, with CRLF, with comments and empty lines', () => {
    fc.assert(
      fc.property(specValues, fc.boolean(), fc.boolean(), fc.boolean(), (value, mark, crlf, comments) => {
        const plain = stringify(value, { lineWidth: 0, blockQuote: false });
        const good = read(plain);
        const commented = comments ? plain.replaceAll('\n', ' # why: [{\n\n  # and so on\n') : plain;
        const ended = crlf ? commented.replaceAll('\n', '\r\n') : commented;
        assert.deepEqual(again(mark ? `\uFEFF${ended}` : ended), good, ended);
      }),
      cases(150),
    );
  });

  test('with its keys in another order, but for layers and rates', () => {
    fc.assert(
      fc.property(specValues, fc.nat(), (value, seed) => {
        const good = read(stringify(value));
        const other = again(stringify(shuffled(value, seed)));
        assert.deepEqual(other, good);
        assert.equal(identityOf(other), identityOf(good));
      }),
      cases(150),
    );
  });

  test('with everything written out that it leaves to its default', () => {
    fc.assert(
      fc.property(specValues, (value) => {
        const good = read(stringify(value));
        const other = again(stringify(writtenOut(good.spec)));
        assert.deepEqual(other, good);
        assert.equal(identityOf(other), identityOf(good));
      }),
      cases(150),
    );
  });
});

describe('the plan of a good spec', () => {
  test('has integers all the way, a ladder that only goes down, and sums that fit', () => {
    fc.assert(
      fc.property(specValues, (value) => {
        const { spec, plan } = read(stringify(value));
        const prunable = plan.layers.flatMap(({ parameters }) => parameters.filter((one) => one.prunable));
        assert.equal(plan.rounds.length, spec.prune.rounds + 1);
        for (const { keep, rate, parameters } of plan.pools) {
          const weights = prunable.filter(({ name }) => parameters.includes(name));
          const count = weights.reduce((sum, one) => sum + one.count, 0);
          assert.deepEqual(keep, keepLadder(count, rate, spec.prune.rounds));
          assert.ok(weights.every((one) => one.rate === rate));
        }
        plan.rounds.forEach(({ round, weights, density, source }, index) => {
          assert.equal(round, index);
          assert.equal(
            weights,
            plan.pools.reduce((sum, { keep }) => sum + (keep[round] ?? NaN), 0),
          );
          assert.ok(Number.isSafeInteger(weights));
          assert.equal(density, weights / (plan.rounds[0]?.weights ?? NaN));
          assert.ok(density <= (plan.rounds[round - 1]?.density ?? 1));
          assert.ok(round === 0 ? source === undefined : source !== undefined && source < round);
        });
        const pooled = plan.pools.flatMap(({ parameters }) => parameters);
        assert.deepEqual(pooled.toSorted(), prunable.map(({ name }) => name).toSorted());
        assert.equal(plan.cells, spec.trials * (1 + plan.arms.length * spec.prune.rounds));
        assert.equal(new Set(plan.arms.map(({ name }) => name)).size, plan.arms.length);
        assert.ok(Number.isSafeInteger(plan.totalIterations) && plan.totalIterations >= plan.iterations);
      }),
      cases(300),
    );
  });
});

/** The same value with the keys reordered in every map whose order has no meaning. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((part) => shuffled(part, seed));
  if (typeof value !== 'object' || value === null) return value;
  const order = (key: string): number =>
    Array.from(key).reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), seed | 1), seed) >>> 0;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]): [string, unknown] => [
        key,
        key === 'layers' || key === 'rates' ? part : shuffled(part, seed),
      ])
      .sort(([a], [b]) => order(a) - order(b)),
  );
}

/** A spec as text that omits nothing. */
function writtenOut({ train, prune, rewind, controls, claims, ...spec }: Spec): object {
  const choice = (one: Choice): object =>
    'kind' in one ? { kind: one.kind, ...one.options } : { module: one.module, ...one.options };
  const time = ({ value, unit }: Duration): string => `${value} ${unit}`;
  return {
    ticket: 1,
    ...spec,
    workload: choice(spec.workload),
    model: choice(spec.model),
    train: {
      optimizer: choice(train.optimizer),
      schedule: train.schedule.map(choice),
      batch: train.batch,
      iterations: time(train.iterations),
      evaluate: { every: time(train.evaluate.every) },
    },
    prune: {
      ...prune,
      criterion: choice(prune.criterion),
      structure: choice(prune.structure),
      scope: choice(prune.scope),
      schedule: choice(prune.schedule),
    },
    rewind: { to: typeof rewind.to === 'string' ? rewind.to : time(rewind.to) },
    controls: controls.map(({ kind, repeats, options }) => ({ kind, repeats, ...options })),
    claims: claims.map(({ of, bound, ...claim }) => ({ ...claim, ...of, ...bound })),
  };
}
