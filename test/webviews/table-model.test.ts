import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  columnsOf,
  filterOf,
  makeTable,
  say,
  suggestions,
  type Value,
} from '../../src/webviews/browser/table-model';
import type { OverTrials, TableRow } from '../../src/webviews/table-data';

const mean = (value: number, deviation = 0, n = 1): OverTrials => ({ mean: value, deviation, n });
const row = (title: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{
    path: `/runs/${title}`,
    name: 'lenet',
    title,
    tags: '',
    state: 'finished',
    reason: '',
    createdAt: '2026-01-01T00:00:00Z',
  },
  ...{ finished: 1, total: 1, claims: '', dense: null, best: null, bestAt: null, last: null, lastEnd: null },
  ...{ winningAt: null, lastAt: null, earlyStop: null, facts: {}, ...change },
});
const rows = [
  row('a', {
    best: mean(0.95),
    last: mean(0.96),
    tags: '#paper',
    facts: { seed: '9', 'prune.criterion': 'magnitude', 'learning.rate': '0.012' },
  }),
  row('b', { best: mean(0.97), facts: { seed: '10', 'prune.criterion': 'random', 'learning.rate': '1e-3' } }),
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
    ['early stop > 95%', 'a'],
    ['Early Stop > 95', 'a'],
    ['lenet early stop>95% paper', 'a'],
    ['best ticket >= 95% run = b', 'b'],
    ['run = "b"', 'b'],
    ['run != "my b"', 'abc'],
    ['best ticket >', 'abc'],
    ['best ticket > 96% spirals', ''],
  ] as const)
    test(`filtered by "${text}" has ${expected || 'none'}`, () => assert.equal(filtered(text), expected));

  test('says which column a filter does not find', () => {
    assert.throws(() => filtered('wrong > 1'), /Unknown column: wrong\./);
    assert.throws(() => filtered('early stap > 1'), /Unknown column: stap\./);
    assert.throws(() => filtered('sed > 1'), /Unknown column: sed\. Did you mean seed\?/);
    assert.throws(() => filtered('> 95%'), /Write a column before the sign/);
  });

  test('has a column for the `title` of a spec next to that of the run', () => {
    const titled = rows.map((row) => ({ ...row, facts: { ...row.facts, title: `spec ${row.title}` } }));
    const [run, title] = ['run', 'title'].map((id) => columnsOf(titled).filter((one) => one.id === id));
    assert.deepEqual([run?.length, title?.length], [1, 1]);
    assert.equal(title?.[0]?.value(titled[0] ?? assert.fail()), 'spec a');
  });

  test('suggests columns for the last words of a filter, also within titles with spaces', () => {
    assert.deepEqual(suggestions('lenet bes', columns), ['lenet Best ticket > ', 'lenet Best at > ']);
    assert.deepEqual(suggestions('prune.c', columns), ['prune.criterion = ']);
    for (const words of ['early s', 'EARLY ', 'early sto'])
      assert.deepEqual(suggestions(`best > 95% ${words}`, columns), ['best > 95% Early stop > ']);
    assert.deepEqual(suggestions('early s', columns), ['Early stop > ']);
    assert.deepEqual(suggestions('smallest winning t', columns), ['Smallest winning ticket > ']);
    for (const text of ['', 'lenet ', 'best ticket >', 'xyz'])
      assert.deepEqual(suggestions(text, columns), []);
  });

  for (const [id, isDown, expected] of [
    ['seed', false, 'cab'],
    ['seed', true, 'bac'],
    ['run', true, 'cba'],
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
    const against = (baseline: Value) => ({ baseline });
    assert.equal(say(column('best'), 0.97, against(0.95)), '97.0% (+2)');
    assert.equal(say(column('best'), 0.9512, against(0.9634)), '95.1% (−1.22)');
    assert.equal(say(column('best'), 0.95, against(0.95)), '95.0%');
    assert.equal(say(column('earlyStop'), 700, against(1000)), '700 (−300)');
    assert.equal(say(column('best'), 0.97, { spread: mean(0.97, 0.0034, 3) }), '97.0% ± 0.3');
    assert.equal(say(column('best'), 0.97, { spread: mean(0.97) }), '97.0%');
    assert.equal(
      say(column('earlyStop'), 700, { baseline: 600, spread: mean(700, 12.4, 5) }),
      '700 ± 12 (+100)',
    );
    assert.equal(say(column('earlyStop'), 2300 / 3), '766.67');
    assert.equal(say(column('best'), null, against(0.5)), '–');
    for (const text of ['1e-8', '0.00012'])
      assert.equal(say(column('learning.rate'), Number(text), against(0.1)), text);
    assert.equal(say(column('state'), 'running', against('finished')), 'running');
  });
});
