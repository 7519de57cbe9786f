import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wrongLosses } from '../../bench/guard';

const wrong = (losses: Readonly<Record<string, readonly (number | null)[]>>): readonly string[] => [
  ...wrongLosses(new Map(Object.entries(losses))).keys(),
];

describe('a contestant counts only with the loss of the others', () => {
  test('rounding is not a difference', () => {
    assert.deepEqual(wrong({ a: [0.5], b: [0.5004], c: [0.4997] }), []);
  });

  test('any contestant with another loss is wrong', () => {
    assert.deepEqual(wrong({ a: [0.6], b: [0.5], c: [0.5] }), ['a']);
    assert.deepEqual(wrong({ a: [0.5], b: [0.5], c: [0.4] }), ['c']);
  });

  test('one wrong replica suffices', () => {
    assert.deepEqual(wrong({ a: [0.5, 0.7], b: [0.5, 0.6], c: [0.5, 0.6] }), ['a']);
  });

  test('a missing loss or replica is wrong', () => {
    assert.deepEqual(wrong({ a: [null, 0.6], b: [0.5], c: [0.5, 0.6] }), ['a', 'b']);
  });

  test('if two disagree without a third, neither counts', () => {
    assert.deepEqual(wrong({ a: [0.5], b: [0.6] }), ['a', 'b']);
  });

  test('nobody has losses: nobody is wrong', () => {
    assert.deepEqual(wrong({}), []);
  });
});
