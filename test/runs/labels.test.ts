import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeText, labelsOf, type LabelledSpec } from '../../src/runs/labels';

const base = { seed: 1, trials: 3, 'prune.criterion': 'magnitude', 'prune.rate': 0.2, 'train.batch': 60 };
const spec = (facts: object, changes: LabelledSpec['changes'] = []): LabelledSpec => ({
  facts: { ...base, ...facts },
  changes,
});

describe('the label of a run', () => {
  test('names what differs from other runs of its spec', () => {
    assert.deepEqual(
      labelsOf([spec({}), spec({ seed: 2 }), spec({ seed: 3, 'prune.criterion': 'random' })]),
      ['seed=1, criterion=magnitude', 'seed=2, criterion=magnitude', 'seed=3, criterion=random'],
    );
  });
  test('is empty for a lone run, for equal ones, and for what networks do not depend on', () => {
    assert.deepEqual(labelsOf([spec({})]), ['']);
    assert.deepEqual(labelsOf([spec({}), spec({})]), ['', '']);
    assert.deepEqual(
      labelsOf([spec({}), spec({ trials: 5, title: 'b', 'run.workers': 2, 'claims: a': 1 })]),
      ['', ''],
    );
  });
  test('leaves out what a spec does not have', () => {
    assert.deepEqual(labelsOf([spec({}), spec({ 'prune.criterion.power': 2 })]), ['', 'power=2']);
  });
  test('has at most three values, those with most variety', () => {
    const many = [0, 1, 2].map((i) =>
      spec({ seed: i, 'prune.rate': i, 'train.batch': i, 'prune.criterion': i === 0 ? 'a' : 'b' }),
    );
    assert.equal(labelsOf(many)[2], 'seed=2, rate=2, batch=2');
  });
  test('of a control says for which run', () => {
    const change = { 'prune.criterion': 'random' };
    assert.deepEqual(
      labelsOf([
        spec({ seed: 1 }, [change]),
        spec({ seed: 2 }, [change]),
        spec({ seed: 1, ...change, 'prune.criterion.power': 1 }, [change]),
        spec({ seed: 2, ...change }, [change]),
        spec({ seed: 4, ...change }, [change]),
      ]),
      [
        'seed=1, criterion=magnitude',
        'seed=2, criterion=magnitude',
        'criterion=random (control for seed=1, criterion=magnitude)',
        'criterion=random (control for seed=2, criterion=magnitude)',
        'seed=4, criterion=random',
      ],
    );
    assert.deepEqual(labelsOf([spec({}, [change]), spec(change)]), ['', 'criterion=random (control)']);
  });
  test('names keys as briefly as they are distinct', () => {
    assert.equal(changeText({ 'a.rate': 1, 'b.rate': 2, 'b.kind': 'x' }), 'a.rate=1, b.rate=2, kind=x');
    assert.equal(
      changeText({ 'model.layers': { fc1: 300, fc2: 100, fc3: 50 } }),
      'layers={"fc1":300,"fc2":100,"f…',
    );
  });
});
