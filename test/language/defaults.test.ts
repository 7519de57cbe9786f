import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import type { Spec } from '../../src/language/spec';
import { start } from './bad-specs';

function specOf(text: string): Spec {
  const { spec, problems } = check(text);
  assert.deepEqual(problems, []);
  assert.ok(spec);
  return spec;
}

describe('a spec of three lines', () => {
  test('is the LeNet experiment of the paper', () => {
    const { workload, model, train, prune, ...rest } = specOf(start);
    assert.deepEqual(rest, {
      seed: 1,
      trials: 5,
      rewind: { to: 'init' },
      controls: [],
      claims: [],
      run: { engine: 'auto', workers: 'auto', keep: 'tickets', checkpointSeconds: 30 },
    });
    assert.deepEqual(workload, { kind: 'mnist', options: { validation: 5000, inputs: 'unit' } });
    assert.deepEqual(model.options['layers'], { fc1: 300, fc2: 100 });
    assert.equal('kind' in train.optimizer && train.optimizer.kind, 'adam');
    assert.equal(train.optimizer.options['learningRate'], 1.2e-3);
    assert.deepEqual(
      { ...train, optimizer: undefined },
      {
        optimizer: undefined,
        schedule: [{ kind: 'constant', options: {} }],
        batch: 60,
        iterations: { value: 50000, unit: 'iterations' },
        evaluate: { every: { value: 100, unit: 'iterations' } },
      },
    );
    assert.deepEqual(prune, {
      rounds: 20,
      rate: 0.2,
      rates: { output: 0.1 },
      criterion: { kind: 'magnitude', options: {} },
      structure: { kind: 'element', options: {} },
      scope: { kind: 'layer', options: {} },
      schedule: { kind: 'iterative', options: {} },
    });
  });
});

describe('defaults inside', () => {
  test('the output layer has half the rate, unless rates are given', () => {
    assert.deepEqual(specOf(`${start}prune: { rate: 0.4 }\n`).prune.rates, { output: 0.2 });
    assert.deepEqual(specOf(`${start}prune: { rates: {} }\n`).prune.rates, {});
  });

  test('a claim is about the mean at the last round', () => {
    const [claim] = specOf(
      `${start}claims: [{ says: x, metric: testAccuracy, value: ticket, equals: 1 }]\n`,
    ).claims;
    assert.deepEqual(claim, {
      says: 'x',
      at: 'end',
      metric: 'testAccuracy',
      of: { value: 'ticket' },
      bound: { equals: 1 },
      over: 'mean',
      mustFail: [],
    });
  });

  test('a control is drawn once', () => {
    assert.deepEqual(specOf(`${start}controls: [reinit, { kind: random-mask, repeats: 2 }]\n`).controls, [
      { kind: 'reinit', repeats: 1, options: {} },
      { kind: 'random-mask', repeats: 2, options: {} },
    ]);
  });

  test('an option that may be absent stays absent', () => {
    assert.equal('examples' in specOf(start).workload.options, false);
  });
});

describe('shorthand', () => {
  test('of a rewind is the same as the map', () => {
    for (const to of ['init', 'learning-rate', 'none', '500 iterations', '500', '2 epochs']) {
      assert.deepEqual(
        specOf(`${start}rewind: ${to}\n`).rewind,
        specOf(`${start}rewind: { to: ${to} }\n`).rewind,
      );
    }
  });

  test('of schedules is a list of one', () => {
    const forms = ['cosine', '[cosine]', '{ kind: cosine }', '[{ kind: cosine, to: 0 }]'];
    const schedules = forms.map((form) => specOf(`${start}train: { schedule: ${form} }\n`).train.schedule);
    for (const schedule of schedules) assert.deepEqual(schedule, [{ kind: 'cosine', options: { to: 0 } }]);
  });

  test('of times is iterations, rounded up, once the workload is known', () => {
    const { train } = specOf(
      `${start}train: { iterations: 2 epochs, schedule: { kind: steps, at: [100, 1 epoch] } }\n`,
    );
    assert.deepEqual(train.iterations, { value: 1834, unit: 'iterations' }); // 2 · 55,000 / 60 = 1833⅓
    assert.deepEqual(train.schedule[0]?.options['at'], [100, 917]);
  });

  test('of times stays as written while the workload is not known', () => {
    const { spec, plan } = check('ticket: 1\nworkload: { module: ./w.mjs }\nmodel: mlp\nrewind: 2 epochs\n');
    assert.deepEqual(spec?.rewind.to, { value: 2, unit: 'epochs' });
    assert.equal(plan, undefined);
  });
});
