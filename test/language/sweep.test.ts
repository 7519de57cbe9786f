import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check, type Known } from '../../src/language/check';
import type { Combination } from '../../src/language/combinations';
import { identity } from '../../src/language/identity';
import { printCombinations } from '../../src/language/print';
import { start } from './bad-specs';

function combinations(text: string): readonly Combination[] {
  const { combinations: found, problems } = check(text);
  assert.deepEqual(problems, []);
  assert.ok(found);
  return found;
}

const idOf = ({ spec, plan }: Pick<Combination, 'spec' | 'plan'>): string => {
  assert.ok(spec && plan);
  return identity({ spec, plan, modules: {}, data: {} });
};

describe('a sweep', () => {
  test('has one spec for each combination; the last key changes fastest', () => {
    const found = combinations(`${start}sweep: { prune.criterion: [magnitude, random], seed: [1, 2, 3] }\n`);
    assert.deepEqual(
      found.map(({ change }) => Object.values(change)),
      ['magnitude', 'random'].flatMap((criterion) => [1, 2, 3].map((seed) => [criterion, seed])),
    );
    assert.deepEqual(
      found.map(({ spec }) => [spec?.prune.criterion, spec?.seed]),
      found.map(({ change }) => [{ kind: change['prune.criterion'], options: {} }, change.seed]),
    );
  });

  test('has the identities of its specs written by hand', () => {
    const [, second] = combinations(
      `${start}# why\ntrain: { optimizer: adam }\nsweep: { train.optimizer.learningRate: [0.1, 0.01] }\n`,
    );
    assert.ok(second);
    const byHand = check(`${start}train: { optimizer: { kind: adam, learningRate: 0.01 } }\n`);
    assert.equal(idOf(second), idOf(byHand));
  });

  test('gives separate specs, without the sweep and with the claims', () => {
    const claims = 'claims: [{ says: x, metric: testAccuracy, value: ticket, atLeast: 0.5 }]\n';
    for (const one of combinations(`${start}${claims}sweep: { seed: [4, 5] }\n`)) {
      const alone = check(one.text());
      assert.deepEqual(alone.problems, []);
      assert.equal(alone.combinations, undefined);
      assert.deepEqual(alone.spec, one.spec);
      assert.equal(alone.spec?.claims.length, 1);
      assert.equal(idOf(alone), idOf(one));
    }
  });

  test('takes whole entries, maps, and options of entries that are written by name or not at all', () => {
    const [one] = combinations(`${start}rewind: init
sweep:
  train.optimizer: [{ kind: sgd, momentum: 0 }]
  model.layers: [{ a: 20, b: 10 }]
  workload.validation: [1000]
  rewind.to: [none]
`);
    assert.ok(one?.spec && one.plan);
    assert.deepEqual(
      one.plan.layers.map(({ name }) => name),
      ['a', 'b', 'output'],
    );
    assert.equal(one.plan.examples.validation, 1000);
    assert.equal(one.spec.train.optimizer.options['momentum'], 0);
    assert.equal(one.spec.rewind.to, 'none');
  });

  test('is printed as a line for each combination', () => {
    const text = `${start}trials: 1\nprune: { rounds: 1 }\nsweep: { seed: [1, 2] }\n`;
    assert.match(
      printCombinations(combinations(text)),
      /^seed: 1: 2 networks, 100,000 iterations, about [\d.]+ MB on disk\nseed: 2: [^\n]+$/,
    );
  });

  test('is not a run: it has neither spec nor plan', () => {
    const { spec, plan } = check(`${start}sweep: { seed: [1] }\n`);
    assert.deepEqual([spec, plan], [undefined, undefined]);
  });

  test('may be over the modules of a workload or model, each described for its combination', () => {
    const width = (n: number): Known => ({
      models: {
        './net.mjs': {
          layers: [
            {
              name: 'output',
              parameters: [
                { name: 'output.weight', shape: [n, 10], initializer: 'he-normal', prunable: true },
              ],
            },
          ],
        },
      },
    });
    const text =
      'ticket: 1\nworkload: mnist\nmodel: { module: ./net.mjs }\nprune: { rounds: 1 }\nsweep: { model.width: [3, 7] }\n';
    const { combinations: found, problems } = check(text, {}, [width(3), width(7)]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      found?.map(({ plan }) => plan?.rounds[0]?.weights),
      [30, 70],
    );
  });
});

describe('a problem in a sweep is reported at its place:', () => {
  // Each text below starts at line 4, column 1 of the spec.
  const bad: readonly (readonly [what: string, text: string, at: string, says: RegExp, fix?: string])[] = [
    [
      'a value of another type',
      'sweep: { seed: [1, x] }',
      '4:20 wrong-type',
      /`seed` must be a whole number/,
    ],
    [
      'a value out of range',
      'sweep: { prune.rate: [0.2, 1.5] }',
      '4:28 out-of-range',
      /`prune.rate` must be below 1/,
    ],
    [
      'an unknown name',
      'sweep: { prune.criterion: [randm] }',
      '4:28 unknown-name',
      /`prune.criterion` must be/,
      'random',
    ],
    [
      'an option of another entry',
      'sweep: { train.optimizer: [adam, { kind: adam, momentum: 0.9 }] }',
      '4:48 unknown-key',
      /no key `momentum`/,
    ],
    [
      'the end of a path',
      'sweep: { prune.criterium: [random] }',
      '4:16 unknown-key',
      /no key `criterium`/,
      'criterion',
    ],
    ['the start of a path', 'sweep: { prume.rate: [0.1] }', '4:10 unknown-key', /no key `prume`/, 'prune'],
    [
      'a path in quotes',
      'sweep: { "prune.criterium": [random] }',
      '4:17 unknown-key',
      /no key `criterium`/,
      'criterion',
    ],
    [
      'a value that does not fit the rest',
      'sweep: { train.batch: [60, 60000] }',
      '4:28 out-of-range',
      /60000/,
    ],
    ['no values', 'sweep: { seed: [] }', '4:10 empty', /no values/],
    ['no list', 'sweep: { seed: 1 }', '4:16 wrong-type', /must be a list/],
    ['no keys', 'sweep: {}', '4:1 empty', /no keys/],
    ['no map', 'sweep: [seed]', '4:1 wrong-type', /must be a map/],
    [
      'a path in another',
      'sweep: { train: [{}], train.batch: [1] }',
      '4:23 contradiction',
      /part of `train`/,
    ],
    ['a value twice', 'sweep: { seed: [1, 2, 1] }', '4:23 duplicate-value', /twice/],
    [
      'two values of one meaning',
      'sweep: { train.iterations: [500, 500 iterations] }',
      '4:34 no-change',
      /the run is the same/,
    ],
    ...['ticket', 'title', 'sweep', 'sweep.seed', 'claims', 'run', 'run.keep', 'trials', 'controls'].map(
      (key) =>
        [
          key,
          `sweep: { ${key}: [1] }`,
          '4:10 not-swept',
          new RegExp(`\`${key.split('.')[0] ?? ''}\``),
        ] as const,
    ),
    ['prune.rounds', 'sweep: { prune.rounds: [1, 2] }', '4:10 not-swept', /`prune.rounds`/],
    [
      'a sweep in a changed spec that must fail',
      'claims: [{ says: x, metric: testAccuracy, value: ticket, atLeast: 0.5, mustFail: [{ with: { sweep.seed: [1] } }] }]',
      '4:85 contradiction',
      /must give one run/,
    ],
  ];
  for (const [what, text, at, says, fix] of bad) {
    test(what, () => {
      const { problems, combinations: found = [] } = check(`${start}${text}\n`);
      const [problem, ...others] = problems;
      assert.ok(problem);
      const { line, column } = problem.range.start;
      assert.equal(`${line}:${column} ${problem.code}`, at);
      assert.match(problem.message, says);
      assert.equal(problem.fix?.text, fix);
      assert.deepEqual(others, []);
      assert.ok(found.every(({ plan }) => plan === undefined));
    });
  }

  test('more than 1,000 combinations, however many they are', () => {
    const axis = (path: string, count: number): string =>
      `  ${path}: [${Array.from({ length: count }, (_, i) => i + 1).join(', ')}]\n`;
    const thousand = check(`${start}sweep:\n${axis('seed', 50)}${axis('train.batch', 20)}`);
    assert.deepEqual([thousand.problems, thousand.combinations?.length], [[], 1000]);
    const more = check(`${start}sweep:\n${axis('seed', 1001)}`);
    assert.deepEqual(
      more.problems.map(({ code, message }) => [code, message]),
      [['too-many', 'The sweep has 1,001 combinations; the limit is 1,000.']],
    );
    const layers = Array.from({ length: 100 }, (_, i) => axis(`model.layers.l${i}`, 30)).join('');
    const { problems } = check(`${start}sweep:\n${layers}`);
    assert.match(problems.find(({ code }) => code === 'too-many')?.message ?? '', /far too many/);
  });

  test('a problem of some combinations alone, with the first of them', () => {
    const { problems } = check(
      `${start}train: { evaluate: { every: 80 } }\nsweep: { seed: [1, 2], train.iterations: [100, 50] }\n`,
    );
    assert.deepEqual(
      problems.map(({ range, message }) => [range.start.line, message]),
      [
        [
          4,
          'With seed: 1, train.iterations: 50: The first evaluation would be after 80 iterations, but training ends after 50.',
        ],
      ],
    );
  });

  test('a problem beside the sweep, once', () => {
    const { problems } = check(`${start}trials: none\nsweep: { seed: [1, 2] }\n`);
    assert.deepEqual(
      problems.map(({ range, code }) => [range.start.line, code]),
      [[4, 'wrong-type']],
    );
  });
});
