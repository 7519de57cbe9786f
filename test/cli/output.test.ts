// Tests every kind of output destination with every kind of output.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { quickFolder } from '../quick-folder';
import { makeRun } from '../runs/made-run';
import { until, workplace } from './workplace';

const place = workplace({ after });
before(() =>
  makeRun(path.join(place.runs, 'made-abc123'), {
    densities: [1, 0.5],
    arms: {
      ticket: [
        [0.9, 0.8, 0.9],
        [0.9, 0.9, 0.9],
      ],
      reinit: [[], [0.8, 0.8, 0.8]],
    },
  }),
);

/** A way to write a file: the call for a file name, and a comparison of two outputs. */
interface Kind {
  call(file: string): readonly string[];
  /** Removes what may differ between two calls. */
  plain(output: Buffer): string;
}

const option = (name: string): Kind => ({
  call: (file) => ['export', 'made', `--${name}`, file],
  plain: (output) => output.toString('latin1'),
});
const kinds: Readonly<Record<string, Kind>> = {
  'export --ticket': option('ticket'),
  'export --metrics': option('metrics'),
  'export --evaluations': option('evaluations'),
  report: {
    call: (file) => ['report', 'made', '--output', file],
    // Each report has its own nonce.
    plain: (output) => output.toString('latin1').replaceAll(/nonce[-=]"?[0-9a-f]{32}/g, 'nonce'),
  },
};

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface Way {
  /** The command's file descriptor 3. */
  readonly third?: number;
  readonly stdout?: number;
  readonly uid?: number;
  readonly onStderr?: (text: string) => void;
}

async function call(
  args: readonly string[],
  { third, stdout = -1, uid, onStderr }: Way = {},
): Promise<Ended> {
  const [program = '', ...words] = place.command(...args);
  const child = spawn(program, words, {
    cwd: place.folder,
    env: place.env,
    stdio: ['ignore', stdout < 0 ? 'pipe' : stdout, 'pipe', third ?? 'ignore'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(chunks), stderr };
}

/** Reads a pipe until all writers have closed it, or the test ends. */
async function readPipe(t: TestContext, file: string): Promise<Buffer> {
  const reader = spawn('cat', [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => void reader.kill());
  const chunks: Buffer[] = [];
  reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(reader, 'close');
  return Buffer.concat(chunks);
}

const isRoot = process.geteuid?.() === 0;

/** An output destination, the result, and the expected state afterwards. */
type Case = (t: TestContext, run: Run) => Promise<void>;

interface Run {
  /** The case's own folder. */
  readonly folder: string;
  /** Calls the command with the destination, and more arguments. */
  to(target: string, more?: readonly string[], way?: Way): Promise<Ended>;
  /** Asserts that bytes are the complete output. */
  isWhole(output: Buffer): void;
}

function inode(file: string): number | undefined {
  try {
    return fs.lstatSync(file).ino;
  } catch {
    return undefined;
  }
}

const refused =
  (make: (folder: string) => string, code: number, said: RegExp, more: readonly string[] = []): Case =>
  async (_t, { folder, to }) => {
    const target = make(folder);
    const before = inode(target);
    const ended = await to(target, more);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, said);
    assert.doesNotMatch(ended.stderr, /^ {4}at /m);
    assert.equal(inode(target), before);
    assert.deepEqual(
      fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp')),
      [],
    );
  };

const cases: Readonly<Record<string, Case>> = {
  'a file in a folder that is not there': async (_t, { folder, to, isWhole }) => {
    const file = path.join(folder, 'a', 'b', 'out');
    assert.equal((await to(file)).code, 0);
    isWhole(fs.readFileSync(file));
  },
  'a folder': refused((folder) => folder, 2, /is a folder\. Name a file in it\.\n$/),
  'a folder that is not there, by its last slash': refused(
    (folder) => `${folder}/none/`,
    2,
    /is a folder\. Name a file in it\.\n$/,
  ),
  'a name below a file': refused(
    (folder) => {
      fs.writeFileSync(path.join(folder, 'file'), '');
      return path.join(folder, 'file', 'out');
    },
    3,
    /part of the path is a file, not a folder\. Name another file\.\n$/,
  ),
  'a file that is there': async (_t, { folder, to, isWhole }) => {
    const file = path.join(folder, 'out');
    fs.writeFileSync(file, 'mine', { mode: 0o640 });
    const ended = await to(file);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /out already exists\. Specify another file, or pass --force\.\n$/);
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
    assert.equal((await to(file, ['--force'])).code, 0);
    isWhole(fs.readFileSync(file));
    assert.equal(fs.statSync(file).mode & 0o777, 0o640);
  },
  'a link to a file': async (_t, { folder, to, isWhole }) => {
    fs.mkdirSync(path.join(folder, 'real'));
    const file = path.join(folder, 'real', 'out');
    fs.writeFileSync(file, 'mine');
    fs.symlinkSync('real', path.join(folder, 'way'));
    fs.symlinkSync('way/../real/out', path.join(folder, 'link'));
    assert.equal((await to(path.join(folder, 'link'))).code, 2);
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
    assert.equal((await to(path.join(folder, 'link'), ['--force'])).code, 0);
    isWhole(fs.readFileSync(file));
    assert.equal(fs.readlinkSync(path.join(folder, 'link')), 'way/../real/out');
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['out']);
  },
  'a link to nothing yet': async (_t, { folder, to, isWhole }) => {
    fs.symlinkSync('later', path.join(folder, 'link'));
    assert.equal((await to(path.join(folder, 'link'))).code, 0);
    isWhole(fs.readFileSync(path.join(folder, 'later')));
    assert.equal(fs.readlinkSync(path.join(folder, 'link')), 'later');
  },
  'links in a circle': refused(
    (folder) => {
      fs.symlinkSync('one', path.join(folder, 'other'));
      fs.symlinkSync('other', path.join(folder, 'one'));
      return path.join(folder, 'one');
    },
    3,
    /its links form a loop\. Name another file\.\n$/,
  ),
  'a pipe that is read': async (t, { folder, to, isWhole }) => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = readPipe(t, pipe);
    const ended = await to(pipe);
    assert.equal(ended.code, 0, ended.stderr);
    assert(fs.lstatSync(pipe).isFIFO());
    isWhole(await read);
  },
  'a pipe that is read later': async (t, { folder, to, isWhole }) => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    let said = '';
    const ended = to(pipe, [], { onStderr: (text) => (said = text) });
    await until('the word that it waits', () => /Waiting for a reader of the pipe/.exec(said)?.[0]);
    isWhole(await readPipe(t, pipe));
    assert.equal((await ended).code, 0);
  },
  'a pipe whose reader leaves': async (t, { folder, to }) => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('head', ['-c', '1', pipe], { stdio: 'ignore' });
    t.after(() => void reader.kill());
    const ended = await to(pipe);
    assert.equal(ended.code, 0, ended.stderr);
  },
  'a device': async (t, { folder, to }) => {
    if (!isRoot) {
      t.skip('only root makes devices');
      return;
    }
    const device = path.join(folder, 'null');
    execFileSync('mknod', [device, 'c', '1', '3']);
    const ended = await to(device);
    assert.equal(ended.code, 0, ended.stderr);
    assert(fs.lstatSync(device).isCharacterDevice());
  },
  'a device that is full': refused(
    () => '/dev/full',
    3,
    /^Cannot write \/dev\/full: the disk is full\. Free some space, or name another file\.\n$/m,
  ),
  'a socket': async (t, { folder, to }) => {
    const socket = path.join(folder, 's');
    const server = net.createServer();
    t.after(() => server.close());
    server.listen(socket);
    await once(server, 'listening');
    const ended = await to(socket);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /is a socket\. Name a file or a pipe\.\n$/);
  },
  'a folder of somebody else': async (t, { folder, to }) => {
    const theirs = path.join(folder, 'theirs');
    fs.mkdirSync(theirs, { mode: 0o555 });
    fs.chmodSync(place.folder, 0o755);
    fs.chmodSync(folder, 0o755);
    const ended = await to(path.join(theirs, 'out'), [], isRoot ? { uid: 65_534 } : {});
    if (ended.stderr.includes('Cannot find module')) {
      t.skip('the build cannot be read by others');
      return;
    }
    assert.equal(ended.code, 3, ended.stderr);
    assert.match(ended.stderr, /permission is denied\. Name another file\.\n$/);
    assert.deepEqual(fs.readdirSync(theirs), []);
  },
  'standard output, as -': async (_t, { to, isWhole }) => {
    const ended = await to('-');
    assert.equal(ended.code, 0, ended.stderr);
    isWhole(ended.stdout);
  },
  ...Object.fromEntries(
    ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '/proc/thread-self/fd/1'].map((name): [string, Case] => [
      `${name}, a pipe`,
      async (t, { to, isWhole }) => {
        if (!fs.existsSync(path.dirname(name))) {
          t.skip(`${name} is missing`);
          return;
        }
        const ended = await to(name);
        assert.equal(ended.code, 0, ended.stderr);
        isWhole(ended.stdout);
      },
    ]),
  ),
  '/dev/stdout where it appends to a file, through a link': async (_t, { folder, to, isWhole }) => {
    const file = path.join(folder, 'log');
    fs.writeFileSync(file, 'before\n');
    const { ino } = fs.statSync(file);
    fs.symlinkSync('/dev/stdout', path.join(folder, 'link'));
    const stdout = fs.openSync(file, 'a');
    const ended = await to(path.join(folder, 'link'), [], { stdout });
    fs.closeSync(stdout);
    assert.equal(ended.code, 0, ended.stderr);
    const written = fs.readFileSync(file);
    assert.equal(written.subarray(0, 7).toString(), 'before\n');
    isWhole(written.subarray(7));
    assert.equal(fs.statSync(file).ino, ino);
  },
  'a descriptor that appends to a file': async (_t, { folder, to, isWhole }) => {
    const file = path.join(folder, 'log');
    fs.writeFileSync(file, 'before\n');
    const third = fs.openSync(file, 'a');
    const ended = await to('/dev/fd/3', [], { third });
    fs.closeSync(third);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(fs.readFileSync(file).subarray(0, 7).toString(), 'before\n');
    isWhole(fs.readFileSync(file).subarray(7));
  },
  'a descriptor that is not open': refused(
    () => '/dev/fd/987',
    2,
    /^\/dev\/fd\/987 is not open for writing\. Name a file, or - for standard output\.\n$/,
  ),
};

/** All outputs go through one writer: two kinds try each destination, the others these. */
const isFull = process.env.TICKET_TESTS === 'full';
const thorough = ['export --metrics', 'report'];
const sample = ['a file that is there', 'a pipe that is read', 'standard output, as -'];

for (const [name, kind] of Object.entries(kinds))
  describe(`ticket ${name} FILE, where FILE is`, () => {
    let whole = '';
    before(async () => {
      const file = path.join(place.folder, `${name.replaceAll(' ', '')}.whole`);
      const { code, stderr } = await call(kind.call(file));
      assert.equal(code, 0, stderr);
      whole = kind.plain(fs.readFileSync(file));
      assert(whole.length > 100);
    });
    for (const [what, one] of Object.entries(cases)) {
      if (!isFull && !thorough.includes(name) && !sample.includes(what)) continue;
      test(what, async (t) => {
        const folder = fs.mkdtempSync(path.join(place.folder, 'case-'));
        await one(t, {
          folder,
          to: (target, more = [], way = {}) => call([...kind.call(target), ...more], way),
          isWhole: (output) => assert(kind.plain(output) === whole, 'it is not the whole output'),
        });
      });
    }
  });

describe('ticket export', () => {
  test('writes nothing if two outputs name the same file, in whatever way', async () => {
    const folder = fs.mkdtempSync(path.join(place.folder, 'case-'));
    fs.symlinkSync('out', path.join(folder, 'link'));
    const [file, link] = [path.join(folder, 'out'), path.join(folder, 'link')];
    for (const [one, other] of [
      [file, file],
      [file, link],
      ['-', '/dev/stdout'],
    ] as const) {
      const ended = await call(['export', 'made', '--metrics', one, '--evaluations', other]);
      assert.equal(ended.code, 2, ended.stderr);
      assert.match(ended.stderr, /are the same file\. Specify two different files\.\n$/);
      assert.equal(ended.stdout.length, 0);
    }
    assert.deepEqual(fs.readdirSync(folder), ['link']);
  });

  test('writes to two programs of a shell', async (t) => {
    const folder = quickFolder('shell');
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const words = place.command('export', 'made', '--metrics', '"$1"', '--evaluations', '"$2"').slice(2);
    const [node = '', cli = ''] = place.command();
    const env = { ...place.env, NODE: node, CLI: cli };
    const shell = `f() { "$NODE" "$CLI" ${words.join(' ')}; }; f >(cat > ${folder}/m) >(cat > ${folder}/e); wait`;
    execFileSync('bash', ['-c', shell], { cwd: place.folder, env, stdio: 'pipe' });
    const lines = (file: string): number => {
      const at = path.join(folder, file);
      return fs.existsSync(at) ? fs.readFileSync(at, 'utf8').split('\r\n').length - 1 : 0;
    };
    await until('both files', () => (lines('m') === 10 && lines('e') === 10 ? true : undefined));
  });
});
