import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HELP, parseArguments, UsageError, type Wanted } from '../../bench/arguments';
import { groups } from '../../bench/groups';

function parse(...args: readonly string[]): Wanted {
  const wanted = parseArguments(args);
  assert.ok(wanted !== 'help');
  return wanted;
}

describe('the arguments of the benchmark', () => {
  test('none: every group, at least five repetitions, and nothing is written', () => {
    const wanted = parse();
    assert.deepEqual(wanted.groups, groups);
    assert.ok(wanted.repetitions >= 5);
    assert.deepEqual([wanted.json, wanted.write], [false, false]);
  });

  for (const { name } of groups) {
    test(`--only ${name} is that group`, () => {
      assert.deepEqual(
        parse('--only', name, '--json').groups.map((group) => group.name),
        [name],
      );
      assert.ok(HELP.includes(name));
    });
  }

  test('--help wins over all others', () => {
    assert.equal(parseArguments(['--json', '--help']), 'help');
  });

  const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--only', 'lenet5'], /Unknown group lenet5.*lenet, lenet16, conv2, conv4/],
    [['--repetitions', '4'], /--repetitions.*at least 5, not 4/],
    [['--repetitions', '5.5'], /--repetitions/],
    [['--seconds', 'long'], /--seconds.*not long/],
    [['--seconds', ''], /--seconds/],
    [['--fast'], /--fast/],
    [['lenet'], /lenet/],
  ];
  for (const [args, says] of wrong) {
    test(`${args.join(' ')} is refused with a word on it`, () => {
      assert.throws(
        () => parseArguments(args),
        (error) => error instanceof UsageError && says.test(error.message),
      );
    });
  }
});
