import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import { badSpecs } from './bad-specs';

describe('a bad spec is told where it is wrong:', () => {
  for (const bad of badSpecs) {
    test(`${bad.name} (${bad.code})`, () => {
      const { plan, problems } = check(bad.text);
      const found = problems.map(({ range, code }) => `${range.start.line}:${range.start.column} ${code}`);
      const problem = problems[found.indexOf(`${bad.at} ${bad.code}`)];
      assert.ok(problem, `${bad.at} ${bad.code} is not among: ${found.join(', ')}`);
      assert.match(problem.message, bad.says);
      assert.equal(problem.severity, bad.severity ?? 'error');
      assert.equal(problem.fix?.text, bad.fix);
      if (problem.severity === 'error') assert.equal(plan, undefined);
    });
  }

  test('and a sound one is told nothing', () => {
    assert.deepEqual(check('ticket: 1\nworkload: mnist\nmodel: mlp\n').problems, []);
  });
});

describe('a fix', () => {
  test('changes exactly what it is about', () => {
    for (const { text, code, fix } of badSpecs.filter((bad) => bad.fix !== undefined)) {
      const problem = check(text).problems.find((one) => one.code === code);
      assert.ok(problem?.fix && fix !== undefined);
      const { start, end } = problem.fix.range;
      const fixed = text.slice(0, start.offset) + problem.fix.text + text.slice(end.offset);
      assert.ok(
        !check(fixed).problems.some((one) => one.code === code),
        `${JSON.stringify(fixed)} still has ${code}`,
      );
    }
  });
});
