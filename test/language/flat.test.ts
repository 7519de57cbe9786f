import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import { flatSpec, type FlatSpec } from '../../src/language/flat';
import type { Spec } from '../../src/language/spec';
import { withChange } from '../../src/language/variants';
import { start } from './bad-specs';

function specOf(text: string): Spec {
  const { spec, problems } = check(text);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.ok(spec);
  return spec;
}

const flat = (text: string): FlatSpec => flatSpec(specOf(text));

describe('a flat spec', () => {
  test('is the same for specs that mean the same', () => {
    const written = `${start}seed: 1
train: { optimizer: { learningRate: 1.2e-3, kind: adam }, schedule: [constant], iterations: 50000 iterations, batch: 60 }
prune: { rate: 0.2, rates: { output: 0.1 }, criterion: { kind: magnitude } }
rewind: { to: init }
controls: []
`;
    assert.deepEqual(flat(written), flat(start));
    // 55 epochs of 55,000 images in batches of 60.
    assert.deepEqual(
      flat(`${start}train: { iterations: 55 epochs }\n`),
      flat(`${start}train: { iterations: 50417 }\n`),
    );
  });

  test('names every value as a change would: the spec comes back from it', () => {
    const text = `${start}title: all
seed: 3
trials: 2
train: { optimizer: { kind: sgd, learningRate: 0.1 }, schedule: [{ kind: warmup, iterations: 100 }, cosine], batch: 50, iterations: 1000 }
prune: { rounds: 3, rate: 0.3, rates: { 'fc*': 0.2 }, criterion: random, scope: global }
rewind: 500 iterations
controls: [{ kind: reinit, repeats: 2 }, shuffled-mask]
run: { keep: masks, workers: 2 }
`;
    assert.deepEqual(specOf(withChange(start, flat(text))), specOf(text));
  });

  test('says what differs, by dotted path', () => {
    const [one, other] = [
      flat(start),
      flat(`${start}train: { optimizer: { kind: sgd, learningRate: 0.1 } }\n`),
    ];
    const differing = Object.keys({ ...one, ...other }).filter(
      (path) => JSON.stringify(one[path]) !== JSON.stringify(other[path]),
    );
    assert.ok(differing.every((path) => path.startsWith('train.')));
    assert.deepEqual([one['train.optimizer'], other['train.optimizer']], ['adam', 'sgd']);
    assert.deepEqual([one['train.optimizer.beta1'], other['train.optimizer.beta1']], [0.9, undefined]);
  });

  test('has each claim by what it says', () => {
    const claims = 'claims: [{ says: it works, metric: testAccuracy, value: ticket, atLeast: 0.5 }]\n';
    assert.deepEqual(flat(start + claims)['claims: it works'], {
      at: 'end',
      metric: 'testAccuracy',
      value: 'ticket',
      atLeast: 0.5,
      over: 'mean',
    });
  });
});
