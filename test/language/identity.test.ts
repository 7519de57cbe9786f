import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { check } from '../../src/language/check';
import { canonicalMeaning, identity } from '../../src/language/identity';
import { cases } from '../full';

const sums = { modules: {}, data: { images: 'aa', labels: 'bb' } };

function identityOf(text: string, more = sums): string {
  const { spec, plan, problems } = check(text);
  assert.ok(spec && plan, JSON.stringify(problems));
  return identity({ spec, plan, ...more });
}

const base = `ticket: 1
workload: { kind: mnist, validation: 4000 }
model: { kind: mlp, layers: { fc1: 30, fc2: 20 } }
train:
  optimizer: { kind: sgd, learningRate: 0.1, momentum: 0.9 }
  schedule: [{ kind: warmup, iterations: 100 }, cosine]
  iterations: 2000
prune: { rate: 0.3, rates: { output: 0.1 } }
rewind: 200 iterations
`;

describe('identity', () => {
  test('is 12 hexadecimal digits', () => assert.match(identityOf(base), /^[0-9a-f]{12}$/));

  const same: Readonly<Record<string, (text: string) => string>> = {
    'a comment': (text) => `# why\n${text.replace('train:', 'train: # how')}`,
    'a title': (text) => `title: mine\n${text}`,
    'the number of trials': (text) => `${text}trials: 2\n`,
    'the number of rounds': (text) => text.replace('prune: {', 'prune: { rounds: 3,'),
    controls: (text) => `${text}controls: [reinit]\n`,
    claims: (text) => `${text}claims: [{ says: x, metric: testAccuracy, value: ticket, atLeast: 0 }]\n`,
    'how it runs': (text) => `${text}run: { engine: eager, workers: 2, keep: all }\n`,
    'where data lies': (text) => text.replace('kind: mnist', 'kind: mnist, folder: ./mnist'),
    'a default written out': (text) =>
      `${text}seed: 1\n`.replace('rate: 0.3', 'rate: 0.3, criterion: magnitude'),
    'a long form': (text) => text.replace('cosine', '{ kind: cosine, to: 0 }'),
    'a rewind in a map': (text) => text.replace('200 iterations', '{ to: 200 }'),
    'another spelling of a number': (text) => text.replace('0.9', '9.0e-1').replace('2000', '0x7d0'),
    'the order of options': (text) =>
      text.replace('learningRate: 0.1, momentum: 0.9', 'momentum: 0.9, learningRate: 0.1'),
    'quotes and flow': (text) => text.replace('kind: sgd', '"kind": "sgd"').replace('prune: {', '"prune": {'),
    'rates that come to the same': (text) =>
      text.replace('rate: 0.3, rates: { output: 0.1 }', 'rate: 0.1, rates: { "fc*": 0.3 }'),
    'epochs that come to the same': (text) =>
      text.replace('validation: 4000', 'validation: 4000, examples: 6000').replace('2000', '20 epochs'),
  };
  for (const [what, change] of Object.entries(same)) {
    test(`does not change with ${what}`, () => {
      const changed = change(base);
      assert.notEqual(changed, base);
      const reference = what.startsWith('epochs')
        ? base.replace('validation: 4000', 'validation: 4000, examples: 6000')
        : base;
      assert.equal(identityOf(changed), identityOf(reference));
    });
  }

  const different: Readonly<Record<string, (text: string) => string>> = {
    seed: (text) => `${text}seed: 2\n`,
    'the data split': (text) => text.replace('validation: 4000', 'validation: 4001'),
    'the width of a layer': (text) => text.replace('fc1: 30', 'fc1: 31'),
    'the name of a layer': (text) => text.replace('fc1: 30', 'fcx: 30'),
    'the order of layers': (text) => text.replace('fc1: 30, fc2: 20', 'fc2: 20, fc1: 30'),
    'the optimizer': (text) =>
      text.replace('sgd, learningRate: 0.1, momentum: 0.9', 'adam, learningRate: 0.1'),
    'an option': (text) => text.replace('momentum: 0.9', 'momentum: 0.8'),
    'the learning-rate schedule': (text) => text.replace(', cosine', ''),
    'the batch': (text) => text.replace('iterations: 2000', 'iterations: 2000\n  batch: 50'),
    'the length of training': (text) => text.replace('2000', '2001'),
    'when it is evaluated': (text) =>
      text.replace('iterations: 2000', 'iterations: 2000\n  evaluate: { every: 50 }'),
    'the rate': (text) => text.replace('rate: 0.3', 'rate: 0.31'),
    'the rate of a layer': (text) => text.replace('output: 0.1', 'fc2: 0.1'),
    'the criterion': (text) => text.replace('prune: {', 'prune: { criterion: random,'),
    'the scope': (text) => text.replace('prune: {', 'prune: { scope: global,'),
    'the pruning schedule': (text) => text.replace('prune: {', 'prune: { schedule: one-shot,'),
    'the rewind': (text) => text.replace('200 iterations', 'init'),
    'the rewind iteration': (text) => text.replace('200 iterations', '201 iterations'),
  };
  test('changes with everything that numbers follow from, each in its own way', () => {
    const all = [base, ...Object.values(different).map((change) => change(base))].map((text) =>
      identityOf(text),
    );
    assert.equal(new Set(all).size, Object.keys(different).length + 1);
  });

  test('changes with the content of data and modules, not with the order in which they are found', () => {
    assert.notEqual(identityOf(base, { ...sums, data: { images: 'ab', labels: 'bb' } }), identityOf(base));
    assert.notEqual(identityOf(base, { ...sums, modules: { 'm.mjs': 'cc' } }), identityOf(base));
    assert.equal(identityOf(base, { ...sums, data: { labels: 'bb', images: 'aa' } }), identityOf(base));
  });

  test('follows from the semantics number of each entry', () => {
    const { spec, plan } = check(base);
    assert.ok(spec);
    const entries = canonicalMeaning({ spec, plan, ...sums }).match(/"semantics":\d+/g);
    // workload, model, optimizer, two schedules, criterion, structure, scope, schedule, rewind
    assert.equal(entries?.length, 10);
  });

  test('does not depend on the order of keys anywhere but among layers', () => {
    const value = {
      ticket: 1,
      workload: { kind: 'mnist', validation: 4000 },
      model: { kind: 'mlp', activation: 'tanh', layers: { fc1: 30, fc2: 20 } },
      train: { optimizer: { kind: 'adam', beta1: 0.8, beta2: 0.9 }, batch: 50, iterations: 200 },
      prune: { rate: 0.3, scope: 'global', criterion: { kind: 'random' } },
    };
    const reference = identityOf(stringify(value));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        assert.equal(identityOf(stringify(shuffled(value, seed))), reference);
      }),
      cases(30),
    );
  });
});

/** The same value with the keys of every map except `layers` reordered. */
function shuffled(value: unknown, seed: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const order = (key: string): number => Math.imul(key.length * 31 + key.charCodeAt(1), seed | 1) >>> 0;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => order(a) - order(b))
      .map(([key, part]) => [key, key === 'layers' ? (part as unknown) : shuffled(part, seed)]),
  );
}
