import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnsOf, filterOf, makeTable, say } from '../../src/webviews/browser/table-model';
import type { TableRow } from '../../src/webviews/table-data';

const row = (title: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{
    path: `/runs/${title}`,
    name: 'lenet',
    title,
    tags: '',
    state: 'finished',
    createdAt: '2026-01-01T00:00:00Z',
  },
  ...{ finished: 1, total: 1, claims: '', dense: null, best: null, bestAt: null, last: null, lastEnd: null },
  ...{ lastAt: null, earlyStop: null, facts: {}, ...change },
});
const rows = [
  row('a', {
    best: 0.95,
    tags: '#paper',
    facts: { seed: '9', 'prune.criterion': 'magnitude', 'learning.rate': '0.012' },
  }),
  row('b', { best: 0.97, facts: { seed: '10', 'prune.criterion': 'random', 'learning.rate': '1e-3' } }),
  row('c', { name: 'spirals', state: 'running', facts: { seed: '2', 'learning.rate': '0.1' } }),
];
const columns = columnsOf(rows);
const filtered = (text: string): string =>
  rows
    .filter(filterOf(text, columns))
    .map(({ title }) => title)
    .join('');
const column = (id: string) => columns.find((one) => one.id === id) ?? assert.fail();

describe('the table of runs', () => {
  for (const [text, expected] of [
    ['', 'abc'],
    ['lenet', 'ab'],
    ['LENET paper', 'a'],
    ['best > 0.95', 'b'],
    ['best>=95%', 'ab'],
    ['best < 0.96 state = finished', 'a'],
    ['seed = 10', 'b'],
    ['seed > 9', 'b'],
    ['seed != 9', 'bc'],
    ['prune.criterion = magnitude', 'a'],
    ['nothing-like-it', ''],
  ] as const)
    test(`filtered by "${text}" has ${expected || 'none'}`, () => assert.equal(filtered(text), expected));

  test('says which column a filter does not find', () => {
    assert.throws(() => filtered('wrong > 1'), /Unknown column: wrong\./);
  });

  for (const [id, isDown, expected] of [
    ['seed', false, 'cab'],
    ['seed', true, 'bac'],
    ['title', true, 'cba'],
    ['name', false, 'abc'],
    ['learning.rate', false, 'bac'],
  ] as const)
    test(`sorted by ${id}, ${isDown ? 'down' : 'up'}, has ${expected}`, () => {
      const table = makeTable(rows, columns);
      table.setSorting([{ id, desc: isDown }]);
      assert.equal(
        table
          .getRowModel()
          .rows.map(({ original }) => original.title)
          .join(''),
        expected,
      );
    });

  test('tells shares in percent, and how far they are from the baseline in points', () => {
    assert.equal(say(column('best'), 0.97), '97.0%');
    assert.equal(say(column('best'), 0.97, 0.95), '97.0% (+2)');
    assert.equal(say(column('best'), 0.9512, 0.9634), '95.1% (−1.22)');
    assert.equal(say(column('best'), 0.95, 0.95), '95.0%');
    assert.equal(say(column('earlyStop'), 700, 1000), '700 (−300)');
    assert.equal(say(column('earlyStop'), 2300 / 3), '766.67');
    assert.equal(say(column('best'), null, 0.5), '–');
    for (const text of ['1e-8', '0.00012'])
      assert.equal(say(column('learning.rate'), Number(text), 0.1), text);
    assert.equal(say(column('state'), 'running', 'finished'), 'running');
  });
});
