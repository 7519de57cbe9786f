import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { version } from '../../package.json';
import { workplace } from './workplace';

const options = {
  check: ['no-time', 'json'],
  run: ['runs', 'jobs', 'workers', 'detach', 'json', 'allow-other-engine', 'take-foreign-lock'],
  resume: ['runs', 'spec', 'workers', 'detach', 'json', 'allow-other-engine', 'take-foreign-lock'],
  stop: ['runs', 'now'],
  list: ['runs', 'json'],
  show: ['runs', 'json'],
  report: ['output', 'force', 'runs'],
  verify: ['runs', 'spec', 'json'],
  compare: ['runs', 'all', 'json'],
  export: ['runs', 'ticket', 'metrics', 'evaluations', 'force', 'trial', 'round', 'arm', 'weights'],
  'prune-files': ['runs', 'keep', 'yes', 'json'],
  doctor: ['json'],
  runtime: ['gpu', 'yes', 'json'],
  schema: [],
};

describe('help', () => {
  test('of the program names every command', async (t) => {
    const { ticket } = workplace(t);
    const { code, stdout, stderr } = await ticket('--help');
    assert.equal(code, 0);
    assert.equal(stderr, '');
    for (const name of Object.keys(options)) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    assert.deepEqual(await ticket('help'), { code, stdout, stderr });
  });

  for (const [command, names] of Object.entries(options)) {
    test(`of ${command} names every option`, async (t) => {
      const { ticket } = workplace(t);
      const { code, stdout, stderr } = await ticket(command, '--help');
      assert.equal(code, 0);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`^Usage: ticket ${command} `));
      const named = [...stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
      assert.deepEqual(named, [...names, 'help']);
    });
  }

  test('of a command is also what `help COMMAND` prints', async (t) => {
    const { ticket } = workplace(t);
    assert.deepEqual(await ticket('help', 'export'), await ticket('export', '-h'));
  });

  test('goes to standard error, with exit code 2, if no command is given', async (t) => {
    const { code, stdout, stderr } = await workplace(t).ticket();
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^Usage: ticket <command>/m);
  });

  test('--version prints the version of the package', async (t) => {
    assert.deepEqual(await workplace(t).ticket('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('an invalid call ends with exit code 2 and reports', () => {
  const calls: readonly (readonly [string, readonly string[], string])[] = [
    ['the command that is near', ['chekc', 'a'], 'Unknown command chekc. Did you mean check?'],
    [
      'the commands there are',
      ['frobnicate'],
      'Unknown command frobnicate. Available commands: check, run, resume, stop, list, show, report, verify, compare, export, prune-files, doctor, runtime, schema.',
    ],
    [
      'the option that is near',
      ['run', 'a', '--detatch'],
      "Unknown option '--detatch'. Did you mean --detach?",
    ],
    ['where the options are', ['run', 'a', '--quux'], "Unknown option '--quux'. See ticket run --help."],
    [
      'what an option takes',
      ['run', 'a', '--workers', '0.5'],
      '--workers must be an integer of at least 1, not 0.5.',
    ],
    ['that a spec is missing', ['run'], 'Specify a spec file.'],
    ['that a run is missing', ['show'], 'Specify a run.'],
    ['that there are two', ['resume', 'a', 'b'], 'Specify one run, not 2.'],
    [
      'that list takes none',
      ['list', 'a'],
      '`ticket list` takes no arguments. Show a run with `ticket show RUN`.',
    ],
  ];
  for (const [what, args, message] of calls) {
    test(what, async (t) => {
      const place = workplace(t);
      place.write('a', '{ ticket: 1, workload: spirals, model: mlp }');
      assert.deepEqual(await place.ticket(...args), { code: 2, stdout: '', stderr: `${message}\n` });
    });
  }
});
