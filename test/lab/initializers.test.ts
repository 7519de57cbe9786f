import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { initialise, initialWeights } from '../../src/lab/initializers';
import type { Initializer, Layer, Parameter, Shape } from '../../src/lab/kinds';
import { stream } from '../../src/lab/random';

const parameter = (initializer: Initializer, shape: Shape, name = 'fc.weight'): Parameter => ({
  name,
  shape,
  initializer,
  prunable: true,
});
const draw = (initializer: Initializer, shape: Shape) =>
  initialise(parameter(initializer, shape), stream(1, 'init'));
const mean = (values: ArrayLike<number>, power = 1): number =>
  Array.from(values).reduce((sum, x) => sum + x ** power, 0) / values.length;

/** Weights have mean 0 and this standard deviation, within 2%. */
const assertDeviation = (weights: Float32Array, deviation: number): void => {
  assert.ok(Math.abs(mean(weights)) < 0.02 * deviation);
  assert.ok(Math.abs(Math.sqrt(mean(weights, 2)) / deviation - 1) < 0.02);
};

describe('initialisers', () => {
  test('glorot-normal is a Gaussian of standard deviation √(2/(in + out)), with its tails', () => {
    const weights = draw('glorot-normal', [300, 100]);
    const deviation = Math.sqrt(2 / 400);
    assertDeviation(weights, deviation);
    assert.ok(Math.abs(mean(weights, 4) / deviation ** 4 - 3) < 0.2);
    const tails = weights.filter((w) => Math.abs(w) > 2 * deviation).length / weights.length;
    assert.ok(Math.abs(tails - 0.0455) < 0.005);
  });

  test('glorot-uniform has the same deviation within ±√(6/(in + out))', () => {
    const weights = draw('glorot-uniform', [300, 100]);
    assertDeviation(weights, Math.sqrt(2 / 400));
    assert.ok(weights.every((w) => Math.abs(w) <= Math.sqrt(6 / 400)));
  });

  test('he-normal has standard deviation √(2/in)', () => {
    assertDeviation(draw('he-normal', [300, 100]), Math.sqrt(2 / 300));
  });

  test('count the window of a convolution among its inputs and outputs', () => {
    assertDeviation(draw('glorot-normal', [3, 3, 50, 100]), Math.sqrt(2 / (9 * 150)));
    assertDeviation(draw('he-normal', [3, 3, 50, 100]), Math.sqrt(2 / (9 * 50)));
  });

  test('zeros and ones are what they say', () => {
    assert.deepEqual(draw('zeros', [3]), Float32Array.of(0, 0, 0));
    assert.deepEqual(draw('ones', [2]), Float32Array.of(1, 1));
  });

  test('that scale by inputs and outputs refuse a parameter without them', () => {
    assert.throws(() => draw('glorot-normal', [10]), /shape \[10\] has no fan-in and fan-out/);
  });
});

describe('initial weights', () => {
  const layer = (name: string): Layer => ({
    name,
    parameters: [
      parameter('glorot-normal', [4, 3], `${name}.weight`),
      parameter('zeros', [3], `${name}.bias`),
    ],
  });
  const weights = (layers: readonly string[], seed = 1) =>
    initialWeights(layers.map(layer), stream(seed, 'init', 0));

  test('have one array for each parameter, in order', () => {
    assert.deepEqual([...weights(['a', 'b']).keys()], ['a.weight', 'a.bias', 'b.weight', 'b.bias']);
  });

  test('do not change where a layer comes before them', () => {
    assert.deepEqual(weights(['z', 'a']).get('a.weight'), weights(['a']).get('a.weight'));
  });

  test('differ between parameters of one shape, and between seeds', () => {
    const both = weights(['a', 'b']);
    assert.notDeepEqual(both.get('a.weight'), both.get('b.weight'));
    assert.notDeepEqual(weights(['a'], 2).get('a.weight'), both.get('a.weight'));
  });

  test('are the same again from a stream that has been read from', () => {
    const used = stream(1, 'init', 0);
    used.uniform();
    assert.deepEqual(initialWeights([layer('a')], used), weights(['a']));
  });
});
