import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { readFromMaskPage, readToMaskPage } from '../../src/webviews/messages/masks';
import { readFromRunPage, readToRunPage } from '../../src/webviews/messages/run';
import { readFromTablePage, readToTablePage } from '../../src/webviews/messages/table';
import type { Reader } from '../../src/webviews/messages/message';

const place = { trial: 0, arm: 'ticket', round: 1, layer: 'fc1.weight' };
const point = { iteration: 10, validationLoss: 0.5, validationAccuracy: 0.5, trainingLoss: 0.4 };
const cases: readonly (readonly [Reader<unknown>, readonly object[]])[] = [
  [
    readFromRunPage,
    [
      { type: 'curves', group: 'ticket', round: 3 },
      { type: 'save', name: 'accuracy', extension: 'svg', content: '<svg/>' },
      { type: 'open', what: 'masks', round: 1 },
    ],
  ],
  [
    readToRunPage,
    [
      { type: 'choose', round: 2 },
      { type: 'error', message: 'gone' },
      {
        type: 'curves',
        group: 'ticket',
        round: 0,
        curves: [{ trial: 0, repeat: 0, evaluations: [point] }],
        dense: [],
      },
    ],
  ],
  [
    readFromMaskPage,
    [
      { type: 'mask', ...place },
      { type: 'weights', ...place },
    ],
  ],
  [
    readToMaskPage,
    [
      { type: 'mask', place, shape: [2, 5], bits: new Uint8Array(2) },
      { type: 'missing', place, why: 'it is not trained' },
    ],
  ],
  [
    readFromTablePage,
    [
      { type: 'compare', runs: ['/a', '/b'] },
      { type: 'open', run: '/a', what: 'run' },
    ],
  ],
  [readToTablePage, [{ type: 'rows', rows: [], gone: ['/a'] }]],
];

describe('a message', () => {
  for (const [read, messages] of cases)
    for (const message of messages) {
      const { type } = message as { readonly type: string };
      test(`${type} is heard whole, and not without a part or with another kind of one`, () => {
        assert.equal(read(message), message);
        for (const key of Object.keys(message)) {
          const { [key]: _, ...rest } = message as Record<string, unknown>;
          assert.equal(read(rest), undefined, `without ${key}`);
          assert.equal(read({ ...message, [key]: { no: 'such' } }), undefined, `with another ${key}`);
        }
      });
    }

  test('is nothing that somebody else says', () => {
    for (const [read] of cases)
      fc.assert(
        fc.property(fc.anything(), (said) => {
          assert.equal(read(said), undefined);
        }),
      );
  });

  test('has as many bits as its mask has weights', () => {
    for (const length of [1, 3, 100])
      assert.equal(
        readToMaskPage({ type: 'mask', place, shape: [2, 5], bits: new Uint8Array(length) }),
        undefined,
      );
    assert.equal(readToMaskPage({ type: 'mask', place, shape: [2, 5], bits: [0, 0] }), undefined);
    assert.equal(readToMaskPage({ type: 'weights', place, initial: [1, 2] }), undefined);
  });
});
