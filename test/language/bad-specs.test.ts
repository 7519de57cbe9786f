import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import { badSpecs, type BadSpec } from './bad-specs';
import { hostileSpecs, oddSpecs } from './hostile-specs';

/** CPU time of one check: ten times what the worst spec takes on a loaded machine; without bounds it takes minutes. */
const LIMIT_S = 10;

/** Asserts that `check` reports the expected problem of a bad spec, within the limit. */
function expectTold(bad: BadSpec): void {
  const before = process.cpuUsage();
  const { plan, problems } = check(bad.text);
  const { user, system } = process.cpuUsage(before);
  const found = problems.map(({ range, code }) => `${range.start.line}:${range.start.column} ${code}`);
  const problem = problems[found.indexOf(`${bad.at} ${bad.code}`)];
  assert.ok(problem, `${bad.at} ${bad.code} is not among: ${found.join(', ')}`);
  assert.match(problem.message, bad.says);
  if (bad.remedy) assert.match(problem.remedy ?? '', bad.remedy);
  assert.equal(problem.severity, bad.severity ?? 'error');
  assert.equal(problem.fix?.text, bad.fix);
  if (problem.severity === 'error') assert.equal(plan, undefined);
  assert.ok((user + system) / 1e6 < LIMIT_S, `it took ${(user + system) / 1e6} s`);
}

describe('a bad spec gets its problem at the right place:', () => {
  for (const bad of badSpecs) test(`${bad.name} (${bad.code})`, () => expectTold(bad));
});

describe('a hostile spec does, too:', () => {
  for (const bad of hostileSpecs) test(`${bad.name} (${bad.code})`, () => expectTold(bad));
});

describe('nothing is said against a spec', () => {
  test('of three lines', () => {
    assert.deepEqual(check('ticket: 1\nworkload: mnist\nmodel: mlp\n').problems, []);
  });
  for (const [what, text] of Object.entries(oddSpecs)) {
    test(what, () => assert.deepEqual(check(text).problems, []));
  }
});

describe('a fix', () => {
  for (const [what, entry, left] of [
    ['in braces', 'model: { kind: mlp, dropout: 0.5 }\n', 'model: { kind: mlp }\n'],
    ['first in braces', 'model: { dropout: 0.5, kind: mlp }\n', 'model: { kind: mlp }\n'],
    ['on a line', 'model:\r\n  kind: mlp # a\r\n  dropout: 0.5 # b', 'model:\r\n  kind: mlp # a\r\n'],
    ['on the first line', 'model:\n  dropout: 0.5\n  kind: mlp\n', 'model:\n  kind: mlp\n'],
  ] as const)
    test(`removes an entry ${what}`, () => {
      const text = `ticket: 1\nworkload: mnist\n${entry}`;
      const fix = check(text).problems[0]?.fix;
      assert.equal(fix?.title, 'Remove dropout');
      const { start, end } = fix.range;
      const fixed = text.slice(0, start.offset) + fix.text + text.slice(end.offset);
      assert.equal(fixed, `ticket: 1\nworkload: mnist\n${left}`);
      assert.deepEqual(check(fixed).problems, []);
    });

  test('changes exactly what it is about', () => {
    for (const { text, code, fix } of [...badSpecs, ...hostileSpecs].filter((bad) => bad.fix !== undefined)) {
      const [problem, another] = check(text).problems.filter((one) => one.code === code);
      assert.ok(problem?.fix && fix !== undefined);
      // A fix addresses its own problem; others may remain.
      if (another) continue;
      const { start, end } = problem.fix.range;
      const fixed = text.slice(0, start.offset) + problem.fix.text + text.slice(end.offset);
      assert.ok(
        !check(fixed).problems.some((one) => one.code === code),
        `${JSON.stringify(fixed)} still has ${code}`,
      );
    }
  });
});
