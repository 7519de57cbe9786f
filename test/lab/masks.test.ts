// Tests masks over whole pruning ladders: scope, schedule and structure combined, as in training.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Pool, Scored } from '../../src/lab/kinds';
import { global } from '../../src/lab/scopes/global';
import { layer } from '../../src/lab/scopes/layer';
import { element } from '../../src/lab/structures/element';
import { keepLadder } from '../../src/language/ladder';
import { cases } from '../full';

type Named<T> = Readonly<Record<string, T>>;

/** Few distinct scores, so that there are ties. */
const score = fc.oneof(fc.constantFrom(0, -0, 1, 2), fc.float({ noNaN: true, min: -2, max: 2 }));
const distinct = fc
  .uniqueArray(fc.float({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 1,
    maxLength: 30,
    comparator: 'SameValue',
  })
  .map((values) => Float32Array.from(new Set(values.map((value) => value + 0))));

/** Parameters with a rate and the scores of each round. */
const rounds = 4;
const parameters = fc
  .array(
    fc.integer({ min: 1, max: 25 }).chain((count) =>
      fc.record({
        rate: fc.constantFrom(0, 0.1, 0.2, 0.5, 0.9),
        scores: fc.array(
          fc.array(score, { minLength: count, maxLength: count }).map((of) => Float32Array.from(of)),
          {
            minLength: rounds,
            maxLength: rounds,
          },
        ),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((some) => some.map((one, i) => ({ parameter: `p${i}`, ...one })));

type Parameters = readonly {
  readonly parameter: string;
  readonly rate: number;
  readonly scores: readonly Float32Array[];
}[];

/** The masks of each round, round 0 first. */
function prunedBy(pools: readonly Pool[], given: Parameters): readonly Named<Uint8Array>[] {
  const size = (name: string): number => given.find((one) => one.parameter === name)?.scores[0]?.length ?? 0;
  const all: Named<Uint8Array>[] = [
    Object.fromEntries(given.map(({ parameter }) => [parameter, new Uint8Array(size(parameter)).fill(1)])),
  ];
  const ladders = pools.map(({ parameters: names, rate }) =>
    keepLadder(
      names.reduce((sum, name) => sum + size(name), 0),
      rate,
      rounds,
    ),
  );
  for (let round = 1; round <= rounds; round++) {
    const before: Named<Uint8Array> = all.at(-1) ?? {};
    const next = pools.flatMap(({ parameters: names }, pool) => {
      const scored = names.map((name): Scored => ({
        shape: [size(name)],
        scores: given.find((one) => one.parameter === name)?.scores[round - 1] ?? new Float32Array(),
        mask: before[name] ?? new Uint8Array(),
      }));
      const masks = element.project(scored, ladders[pool]?.[round] ?? NaN, {});
      return names.map((name, i): [string, Uint8Array] => [name, masks[i] ?? new Uint8Array()]);
    });
    all.push(Object.fromEntries(next));
  }
  return all;
}

const alive = (mask: Uint8Array | undefined): number => mask?.reduce((sum, value) => sum + value, 0) ?? 0;

for (const scope of [layer, global]) {
  describe(`over a ladder, in the scope ${scope.name}, masks`, () => {
    const check = (
      holds: (masks: readonly Named<Uint8Array>[], pools: readonly Pool[], given: Parameters) => void,
    ) =>
      fc.assert(
        fc.property(parameters, (given) => {
          const pools = scope.pools(given, {});
          holds(prunedBy(pools, given), pools, given);
        }),
        cases(200),
      );

    test('leave exactly what the ladder of each pool says', () => {
      check((masks, pools, given) => {
        for (const { parameters: names, rate } of pools) {
          const count = names.reduce((sum, name) => sum + (masks[0]?.[name]?.length ?? 0), 0);
          const left = masks.map((round) => names.reduce((sum, name) => sum + alive(round[name]), 0));
          assert.deepEqual(left, keepLadder(count, rate, rounds));
        }
        assert.deepEqual(
          pools.flatMap((pool) => pool.parameters).toSorted(),
          given.map((one) => one.parameter),
        );
      });
    });

    test('lie in those of the round before', () => {
      check((masks) => {
        masks.slice(1).forEach((round, before) => {
          for (const [name, mask] of Object.entries(round))
            mask.forEach((value, i) => assert.ok(value <= (masks[before]?.[name]?.[i] ?? -1)));
        });
      });
    });

    test('leave a parameter of rate 0 as it is', () => {
      check((masks, _, given) => {
        for (const { parameter } of given.filter(({ rate }) => rate === 0))
          assert.equal(alive(masks.at(-1)?.[parameter]), masks[0]?.[parameter]?.length);
      });
    });
  });
}

test('masks in the global scope are those of one long parameter, where there is one rate', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const alike = given.map((one) => ({ ...one, rate: 0.3 }));
      const scores = Array.from({ length: rounds }, (_, round) =>
        Float32Array.from(alike.flatMap((one) => [...(one.scores[round] ?? [])])),
      );
      const long = [{ parameter: 'p', rate: 0.3, scores }];
      const [apart, whole] = [
        prunedBy(global.pools(alike, {}), alike),
        prunedBy(layer.pools(long, {}), long),
      ];
      apart.forEach((round, i) =>
        assert.deepEqual(
          Object.values(round).flatMap((mask) => [...mask]),
          [...(whole[i]?.['p'] ?? [])],
        ),
      );
    }),
  );
});

test('masks in the layer scope are those that each parameter has alone', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const together = prunedBy(layer.pools(given, {}), given);
      for (const one of given) {
        const alone = prunedBy(layer.pools([one], {}), [one]);
        alone.forEach((round, i) => assert.deepEqual(round[one.parameter], together[i]?.[one.parameter]));
      }
    }),
  );
});

describe('the mask of a parameter whose scores all differ', () => {
  const mask = (scores: Float32Array, keep: number): number[] => [
    ...(element.project(
      [{ shape: [scores.length], scores, mask: new Uint8Array(scores.length).fill(1) }],
      keep,
      {},
    )[0] ?? []),
  ];
  const scoresAndKeep = distinct.chain((scores) => fc.tuple(fc.constant(scores), fc.nat(scores.length)));

  test('moves with its weights', () => {
    fc.assert(
      fc.property(scoresAndKeep, fc.infiniteStream(fc.nat()), ([scores, keep], random) => {
        const order = Array.from(scores, (_, i) => ({ i, key: random.next().value as number })).sort(
          (a, b) => a.key - b.key,
        );
        const whole = mask(scores, keep);
        const moved = Float32Array.from(order, ({ i }) => scores[i] ?? NaN);
        assert.deepEqual(
          mask(moved, keep),
          order.map(({ i }) => whole[i]),
        );
      }),
    );
  });

  test('does not change with a positive factor, and lies in that of more weights', () => {
    fc.assert(
      fc.property(scoresAndKeep, ([scores, keep]) => {
        const halved = scores.map((value) => value / 2);
        fc.pre(new Set(halved).size === scores.length);
        assert.deepEqual(mask(halved, keep), mask(scores, keep));
        if (keep < scores.length)
          mask(scores, keep).forEach((value, i) => assert.ok(value <= (mask(scores, keep + 1)[i] ?? -1)));
      }),
    );
  });
});
