import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import type { Spec, SpecChange } from '../../src/language/spec';
import { withChange } from '../../src/language/variants';
import { start } from './bad-specs';

function changed(text: string, change: SpecChange): Spec {
  const { spec, problems } = check(withChange(text, change));
  assert.deepEqual(problems, []);
  assert.ok(spec);
  return spec;
}

describe('a variant', () => {
  const text = `${start}# why
train: { optimizer: adam, batch: 50 }
claims: [{ says: x, metric: testAccuracy, value: ticket, atLeast: 0, mustFail: [{ with: { seed: 2 } }] }]
`;

  test('has the change and nothing else, but no claims', () => {
    const { spec } = check(text);
    assert.deepEqual(changed(text, { seed: 2 }), { ...spec, seed: 2, claims: [] });
  });

  test('takes an option of an entry that is written by name', () => {
    const { optimizer, batch } = changed(text, { 'train.optimizer.weightDecay': 0.1 }).train;
    assert.deepEqual(
      [optimizer.options['weightDecay'], optimizer.options['learningRate'], batch],
      [0.1, 1.2e-3, 50],
    );
  });

  test('takes an option of an entry that is not written at all', () => {
    const { optimizer } = changed(start, { 'train.optimizer.learningRate': 0.1 }).train;
    assert.deepEqual(
      ['kind' in optimizer && optimizer.kind, optimizer.options['learningRate']],
      ['adam', 0.1],
    );
  });

  test('takes a whole entry, a rewind, and several changes at once', () => {
    const spec = changed(`${start}rewind: init\n`, {
      'prune.criterion': 'random',
      'rewind.to': 'none',
      'train.optimizer': { kind: 'sgd', momentum: 0 },
    });
    assert.deepEqual(spec.prune.criterion, { kind: 'random', options: {} });
    assert.equal(spec.rewind.to, 'none');
    assert.equal(spec.train.optimizer.options['momentum'], 0);
  });

  test('resolves aliases, so that a change stays where it is', () => {
    const shared =
      'ticket: 1\nworkload: mnist\nmodel: mlp\ntrain: { iterations: &n 200, evaluate: { every: *n } }\n';
    const { train } = changed(shared, { 'train.evaluate.every': 50 });
    assert.deepEqual([train.iterations.value, train.evaluate.every.value], [200, 50]);
  });

  test('cannot reach anything outside the maps of the language', () => {
    for (const path of ['__proto__.polluted', 'seed.deep', 'train..batch', '']) {
      const { problems } = check(withChange(start, { [path]: 1 }));
      assert.ok(problems.length > 0, path);
    }
    assert.equal('polluted' in {}, false);
  });
});
