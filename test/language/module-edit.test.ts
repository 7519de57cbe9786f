import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applied, moduleEdits, type ModuleRole } from '../../src/language/module-edit';

const put = (text: string, role: ModuleRole = 'model', path = './n.mjs'): string | undefined => {
  const edits = moduleEdits(text, role, path);
  return edits && applied(text, edits);
};

describe('a module is put into a spec', () => {
  const cases: readonly (readonly [name: string, before: string, after: string])[] = [
    [
      'for a name',
      'ticket: 1\nmodel: mlp # why\ntrain: {}\n',
      'ticket: 1\nmodel: { module: ./n.mjs } # why\ntrain: {}\n',
    ],
    [
      'for a map on the line',
      'model: { kind: mlp } # why\nseed: 1\n',
      'model: { module: ./n.mjs } # why\nseed: 1\n',
    ],
    [
      'for a map below the key, whose comments stay',
      '# a\nmodel: # b\n  # c\n  kind: mlp # d\n  # e\n  layers: { x: 1 } # f\n\n# g\nseed: 1\n',
      '# a\nmodel: { module: ./n.mjs } # b\n  # c\n  # d\n  # e\n  # f\n\n# g\nseed: 1\n',
    ],
    [
      'for a map in braces over several lines',
      'model: { kind: mlp, # d\n  layers: { x: 1 } } # f\nseed: 1\n',
      'model: { module: ./n.mjs } # f\n  # d\nseed: 1\n',
    ],
    ['for another module', 'model: { module: ./a.mjs, b: 1 }', 'model: { module: ./n.mjs }'],
    ['for nothing', 'model:\nseed: 1\n', 'model: { module: ./n.mjs }\nseed: 1\n'],
    ['for nothing but a comment', 'model: # b\nseed: 1\n', 'model: { module: ./n.mjs } # b\nseed: 1\n'],
    [
      'without the key',
      'workload: spirals # a\nseed: 1\n',
      'workload: spirals # a\nmodel: { module: ./n.mjs }\nseed: 1\n',
    ],
    [
      'behind a task of several lines',
      'workload:\n  kind: spirals\n\nseed: 1\n',
      'workload:\n  kind: spirals\nmodel: { module: ./n.mjs }\n\nseed: 1\n',
    ],
    ['at the end of a text without a line break', 'ticket: 1', 'ticket: 1\nmodel: { module: ./n.mjs }'],
    [
      'between the line breaks of Windows',
      'model:\r\n  kind: mlp # a\r\nseed: 1\r\n',
      'model: { module: ./n.mjs }\r\n  # a\r\nseed: 1\r\n',
    ],
  ];
  for (const [name, before, after] of cases) test(name, () => assert.equal(put(before), after));

  test('as the task', () => {
    assert.equal(put('workload: spirals\n', 'workload'), 'workload: { module: ./n.mjs }\n');
  });

  test('by a path in quotes where it needs them', () => {
    assert.equal(put('model: mlp', 'model', '../a, b/n.mjs'), 'model: { module: "../a, b/n.mjs" }');
  });

  test('by nobody where the text is none that it fits', () => {
    for (const text of ['', '- a\n', '{ ticket: 1 }\n', 'model: &a\n  kind: mlp\nx: *a\n'])
      assert.equal(put(text), undefined, text);
  });
});
