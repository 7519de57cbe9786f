import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Optimizer } from '../../src/lab/kinds';
import { OptionError } from '../../src/lab/kinds';
import { adam } from '../../src/lab/optimizers/adam';
import { adamw } from '../../src/lab/optimizers/adamw';
import { sgd } from '../../src/lab/optimizers/sgd';
import { stream } from '../../src/lab/random';
import type { Tensor } from '../../src/lab/tf';
import { scalarsOf, tf, useCpu, values } from './cpu';

useCpu();

const UPDATES = 6;
const LENGTH = 8;
const normals = (...name: (string | number)[]): Float32Array => {
  const source = stream(5, ...name);
  return Float32Array.from({ length: LENGTH }, () => source.normal());
};
const weights = normals('weights');
const gradients = Array.from({ length: UPDATES }, (_, update) => normals('gradient', update));
/** A different learning rate at each update, as from a schedule. */
const learningRate = (update: number): number => 0.1 / update;

/** Weights after all updates by the entry, in single precision. */
function trained<O>(optimizer: Optimizer<O>, options: O): number[] {
  let weight: Tensor = tf.tensor1d(weights);
  let slots: Readonly<Record<string, Tensor>> = Object.fromEntries(
    optimizer.slots(options).map((name) => [name, tf.zeros([LENGTH])]),
  );
  gradients.forEach((gradient, i) => {
    const scalars = scalarsOf(
      optimizer.scalars(options, { learningRate: learningRate(i + 1), update: i + 1 }),
    );
    const at = { weight, gradient: tf.tensor1d(gradient), slots, scalars };
    ({ weight, slots } = optimizer.update(tf, at, options));
    assert.deepEqual(Object.keys(slots), [...optimizer.slots(options)]);
  });
  return values(weight);
}

/** One weight's trajectory by a rule written out in double precision. */
type Rule = (w: number, g: number, rate: number, update: number) => number;

function assertFollows<O>(optimizer: Optimizer<O>, options: O, rule: () => Rule): void {
  const actual = trained(optimizer, options);
  weights.forEach((start, i) => {
    const next = rule();
    const expected = gradients.reduce(
      (w, gradient, before) => next(w, gradient[i] ?? NaN, learningRate(before + 1), before + 1),
      start,
    );
    assert.ok(
      Math.abs((actual[i] ?? NaN) - expected) < 2e-6,
      `weight ${i}: ${actual[i] ?? ''}, not ${expected}`,
    );
  });
}

/** PyTorch's documented rules: torch.optim.SGD, Adam and AdamW. */
const sgdRule = (momentum: number, nesterov: boolean, decay: number) => (): Rule => {
  let buffer: number | undefined;
  return (w, gradient, rate) => {
    const g = gradient + decay * w;
    if (momentum === 0) return w - rate * g;
    buffer = buffer === undefined ? g : momentum * buffer + g;
    return w - rate * (nesterov ? g + momentum * buffer : buffer);
  };
};
const adamRule =
  (beta1: number, beta2: number, epsilon: number, coupled: number, decoupled: number) => (): Rule => {
    let m = 0;
    let v = 0;
    return (w, gradient, rate, t) => {
      const g = gradient + coupled * w;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const corrected = m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
      return w - rate * decoupled * w - rate * corrected;
    };
  };

const plain = { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 };
const moments = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

describe('sgd follows the rule in double precision', () => {
  for (const { momentum, nesterov, weightDecay } of [
    plain,
    { ...plain, weightDecay: 0.3 },
    { ...plain, momentum: 0.9 },
    { ...plain, momentum: 0.9, weightDecay: 0.3 },
    { ...plain, momentum: 0.9, nesterov: true, weightDecay: 0.3 },
  ]) {
    test(`momentum ${momentum}, ${nesterov ? 'Nesterov' : 'not Nesterov'}, weight decay ${weightDecay}`, () => {
      const options = { ...plain, momentum, nesterov, weightDecay };
      assertFollows(sgd, options, sgdRule(momentum, nesterov, weightDecay));
    });
  }

  test('and refuses Nesterov without momentum', () => {
    assert.throws(
      () => sgd.slots({ ...plain, nesterov: true }),
      (error: unknown) => error instanceof OptionError && error.option === 'nesterov',
    );
  });
});

describe('adam follows the rule in double precision', () => {
  for (const weightDecay of [0, 0.3]) {
    test(`weight decay ${weightDecay}, as part of the gradient`, () => {
      assertFollows(adam, { ...moments, weightDecay }, adamRule(0.9, 0.999, 1e-8, weightDecay, 0));
    });
  }

  test('with other betas and ε', () => {
    const options = { ...moments, beta1: 0.5, beta2: 0.9, epsilon: 0.1 };
    assertFollows(adam, options, adamRule(0.5, 0.9, 0.1, 0, 0));
  });

  test('with 1 − β₂ and its powers in double precision', () => {
    const { oneMinusBeta2, rootCorrection } = adam.scalars(moments, { learningRate: 1, update: 1 });
    assert.equal(oneMinusBeta2, 1 - 0.999);
    assert.equal(rootCorrection, 1 / Math.sqrt(1 - 0.999));
  });
});

describe('adamw follows the rule in double precision', () => {
  for (const weightDecay of [0, 0.3]) {
    test(`weight decay ${weightDecay}, beside the moments`, () => {
      assertFollows(adamw, { ...moments, weightDecay }, adamRule(0.9, 0.999, 1e-8, 0, weightDecay));
    });
  }
});

describe('a masked weight stays +0, whatever the sign of a zero gradient', () => {
  const zeros = [
    [0, 0],
    [0, -0],
  ];
  const cases: readonly (readonly [string, Optimizer, unknown])[] = [
    ['sgd, plain', sgd, plain],
    ['sgd, decay', sgd, { ...plain, weightDecay: 0.3 }],
    ['sgd, momentum', sgd, { ...plain, momentum: 0.9 }],
    ['sgd, Nesterov', sgd, { ...plain, momentum: 0.9, nesterov: true, weightDecay: 0.3 }],
    ['adam', adam, moments],
    ['adam, decay', adam, { ...moments, weightDecay: 0.3 }],
    ['adamw', adamw, { ...moments, weightDecay: 0.3 }],
  ];
  for (const [name, optimizer, options] of cases) {
    test(name, () => {
      const pick = (which: 0 | 1): Tensor => tf.tensor1d(zeros.map((pair) => pair[which] ?? NaN));
      let weight = pick(0);
      let slots: Readonly<Record<string, Tensor>> = Object.fromEntries(
        optimizer.slots(options).map((slot) => [slot, tf.zeros([zeros.length])]),
      );
      for (const update of [1, 2, 1000]) {
        const scalars = scalarsOf(optimizer.scalars(options, { learningRate: 0.1, update }));
        ({ weight, slots } = optimizer.update(tf, { weight, gradient: pick(1), slots, scalars }, options));
        for (const tensor of [weight, ...Object.values(slots)]) {
          assert.ok(values(tensor).every((value) => Object.is(value, 0)));
        }
      }
    });
  }
});
