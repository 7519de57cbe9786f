// Tests the errors of a command: each prints one sentence and no stack trace, and has its own exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runCode } from '../../src/runs/exit-codes';
import { makeRun } from '../runs/made-run';
import { spec, embeddedWorkplace as workplace } from './workplace';

const place = workplace({ after });
before(() => {
  place.write('small.ticket.yaml', spec());
  makeRun(path.join(place.runs, 'made-abc123'), {
    densities: [1, 0.5],
    arms: { ticket: [[0.9], [0.9]] },
    trials: 1,
  });
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs a shell line in which `ticket` is the command. */
async function shell(line: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const [node = '', cli = ''] = place.command();
  const script = `ticket() { ${JSON.stringify(node)} ${JSON.stringify(cli)} "$@"; }; ${line}`;
  const child = spawn('bash', ['-c', script], {
    cwd: place.folder,
    env: { ...place.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

const printing = [
  '--help',
  '--version',
  'schema',
  'list',
  'list --json',
  'show made',
  'show made --json',
  'compare made made',
  'check --no-time small.ticket.yaml',
  'verify made --json',
  'prune-files made',
  'export made --metrics -',
  'report made --output -',
  'export --help',
];

describe(
  'standard output on a full disk',
  { skip: !fs.existsSync('/dev/full') && '/dev/full is missing' },
  () => {
    for (const command of printing)
      test(`ends \`ticket ${command}\` with a message and exit code 3`, async () => {
        const { code, stderr } = await shell(`ticket ${command} > /dev/full`);
        assert.equal(code, 3, stderr);
        assert.match(stderr, /^Cannot write (to )?standard output: the disk is full\. /m);
        assert.doesNotMatch(stderr, /^ {4}at /m);
      });
  },
);

describe('a reader that closes its pipe', () => {
  const some = ['--help', 'list --json', 'check --no-time small.ticket.yaml', 'report made --output -'];
  for (const command of process.env.TICKET_TESTS === 'full' ? printing : some)
    test(`does not disturb \`ticket ${command}\``, async () => {
      const { code, stderr } = await shell(`ticket ${command} | true; exit "\${PIPESTATUS[0]}"`);
      assert.doesNotMatch(stderr, /EPIPE|^ {4}at |Cannot write/m);
      assert.ok([0, 2, 3, 4].includes(code ?? -1), `${code ?? ''} ${stderr}`);
    });

  test('of standard error does not either', async () => {
    const { code } = await shell('ticket export made --metrics m.csv 2> /dev/full');
    assert.equal(code, 0);
  });
});

describe('a current folder that was removed', () => {
  for (const command of [
    'list',
    'show made',
    'run small.ticket.yaml',
    'resume made',
    'stop made',
    'verify made',
    'doctor',
    'compare a b',
    'report made',
    'export made --metrics m',
    'prune-files made',
    'runtime install',
  ])
    test(`ends \`ticket ${command}\` with a message`, async () => {
      const { code, stderr } = await shell(`mkdir gone && cd gone && rmdir ../gone && ticket ${command}`);
      assert.ok([2, 3].includes(code ?? -1), `${code ?? ''} ${stderr}`);
      assert.doesNotMatch(stderr, /^ {4}at |uv_cwd/m);
    });

  test('does not affect help, version and schema', async () => {
    for (const command of ['--help', '--version', 'schema']) {
      const { code, stderr } = await shell(`mkdir gone && cd gone && rmdir ../gone && ticket ${command}`);
      assert.equal(code, 0, stderr);
    }
  });
});

describe('an error of the operating system', () => {
  test('becomes a message with exit code 3', async () => {
    place.write('file', '');
    const { code, stderr } = await shell('ticket list --runs file');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^Cannot use \/.*file: .*\. Check the path and its permissions\.\n$/);
  });
});

describe('an internal error', () => {
  /** Breaks the command from inside, with code that is loaded first. */
  const broken = async (code: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
    place.write('break.cjs', code);
    return shell('ticket schema', {
      NODE_OPTIONS: `--require ${path.join(place.folder, 'break.cjs')}`,
      ...env,
    });
  };
  const inCommand = `process.stdout.write = () => { throw new TypeError('it broke'); };`;
  const cases = {
    'that a command throws': inCommand,
    'in a timer': `setTimeout(() => { throw new TypeError('it broke'); }, 0);`,
    'in a promise that nobody awaits': `setTimeout(() => void Promise.reject(new TypeError('it broke')), 0);`,
  };
  for (const [what, code] of Object.entries(cases))
    test(`${what} is named as such, with where to report it and exit code 70`, async () => {
      const ended = await broken(code);
      assert.equal(ended.code, 70, ended.stderr);
      assert.match(
        ended.stderr,
        /^Internal error in Ticket\. TypeError: it broke\nReport it on .*TICKET_DEBUG=1\.\n$/,
      );
    });

  test('prints its stack with TICKET_DEBUG=1', async () => {
    assert.match((await broken(inCommand, { TICKET_DEBUG: '1' })).stderr, /TypeError: it broke\n {4}at /);
  });

  test('of a coordinator is not taken for a failed claim', () => {
    for (const code of [0, 2, 3, 4, 70, 75, 130]) assert.equal(runCode(code), code);
    for (const code of [1, 5, 7, 9, 12, 13, 134, 255]) assert.equal(runCode(code), 70);
  });

  test('of a coordinator becomes a message with exit code 70; the log contains its stack', async (t) => {
    const one = workplace(t);
    one.write('small.ticket.yaml', spec());
    // Only the coordinator, identified by its arguments.
    one.write(
      'break.cjs',
      `if (process.argv[2] === 'coordinator') require('fs').rmSync = () => { throw new TypeError('it broke'); };`,
    );
    const env = {
      NODE_OPTIONS: `--require ${path.join(one.folder, 'break.cjs')}`,
      TICKET_TENSORFLOW: 'embedded',
    };
    const { code, stderr } = await one.with(env).ticket('run', 'small.ticket.yaml');
    assert.equal(code, 70, stderr);
    assert.match(stderr, /Internal error in Ticket\. .*it broke\nReport it on .*log\.txt/);
    assert.doesNotMatch(stderr, /^ {4}at /m);
    assert.match(fs.readFileSync(path.join(one.run(), 'log.txt'), 'utf8'), /TypeError: it broke\n {4}at /);
  });
});
