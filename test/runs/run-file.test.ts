// Tests pipes, links and folders in place of files of a run: readers report them as damage, never block on them, and
// never follow them out of the run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readMetrics } from '../../src/runs/cells';
import { stopRequested } from '../../src/runs/control';
import { findDamage } from '../../src/runs/damage';
import { eventWriter, nearEnd, readEvents } from '../../src/runs/events';
import { BadFileError } from '../../src/runs/json';
import { readLabel } from '../../src/runs/label';
import {
  controlFile,
  eventsFile,
  initPath,
  labelFile,
  manifestFile,
  roundFile,
  specFile,
} from '../../src/runs/layout';
import { listRuns } from '../../src/runs/list';
import { readFrozenSpec, readManifest } from '../../src/runs/manifest';
import { readMasks } from '../../src/runs/masks';
import { readRound } from '../../src/runs/rounds';
import { MOST, needFolders, openToAppend, readFileIn, sha256In } from '../../src/runs/run-file';
import { readTensors } from '../../src/runs/checksums';
import { readStatus } from '../../src/runs/state';
import { verifyFiles } from '../../src/runs/verify';
import { identity, makeRun, temporaryFolder } from './made-run';

const ticket = { trial: 0, arm: 'ticket', round: 1 };

function made(t: TestContext): { readonly runDir: string; readonly outside: string } {
  const folder = temporaryFolder(t);
  const runDir = path.join(folder, 'runs', 'made');
  makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
  eventWriter(runDir, 1)({ type: 'ended', outcome: 'finished' });
  fs.writeFileSync(controlFile(runDir), '{"request":"stop"}\n');
  fs.writeFileSync(labelFile(runDir), '{"tags":[]}\n');
  return { runDir, outside: path.join(folder, 'outside') };
}

/** Things that can replace a file; a link leads to the file itself, moved out of the run. */
const kinds: Readonly<Record<string, (file: string, outside: string) => void>> = {
  'a folder': (file) => {
    fs.rmSync(file);
    fs.mkdirSync(file);
  },
  'a link': (file, outside) => {
    fs.renameSync(file, outside);
    fs.symlinkSync(outside, file);
  },
  'a pipe': (file) => {
    fs.rmSync(file);
    execFileSync('mkfifo', [file]);
  },
};
const isThere = ([kind]: readonly [string, unknown]): boolean =>
  kind !== 'a pipe' || process.platform !== 'win32';

interface Read {
  readonly file: (runDir: string) => string;
  readonly read: (runDir: string) => unknown;
}

const reads: Readonly<Record<string, Read>> = {
  manifest: { file: manifestFile, read: readManifest },
  'frozen spec': { file: specFile, read: (runDir) => readFrozenSpec(runDir, readManifest(runDir)) },
  'commit of a round': {
    file: (runDir) => roundFile(runDir, 1),
    read: (runDir) => readRound(runDir, 1, identity),
  },
  metrics: {
    file: (runDir) => path.join(runDir, 'trials/0/ticket/01/metrics.json'),
    read: (runDir) => readMetrics(runDir, ticket, identity),
  },
  mask: {
    file: (runDir) => path.join(runDir, 'trials/0/ticket/01/mask.safetensors'),
    read: (runDir) => readMasks(runDir, ticket, identity),
  },
  'initial weights': {
    file: (runDir) => path.join(runDir, initPath(0)),
    read: (runDir) => readTensors(runDir, { run: identity, file: initPath(0) }),
  },
  feed: { file: eventsFile, read: readEvents },
  'end of the feed': { file: eventsFile, read: nearEnd },
  'writer of the feed': { file: eventsFile, read: (runDir) => eventWriter(runDir, 2) },
  state: { file: eventsFile, read: readStatus },
};

describe('in the place of a file,', () => {
  for (const [kind, put] of Object.entries(kinds).filter(isThere))
    for (const [what, { file, read }] of Object.entries(reads))
      test(`${kind} is refused as ${what}`, (t) => {
        const { runDir, outside } = made(t);
        put(file(runDir), outside);
        assert.throws(
          () => read(runDir),
          (error) => error instanceof BadFileError && error.message.includes(`is ${kind}, not a file.`),
        );
      });

  for (const [kind, put] of Object.entries(kinds).filter(isThere)) {
    test(`${kind} requests no stop, sets no label, and hides no other run`, (t) => {
      const { runDir, outside } = made(t);
      put(controlFile(runDir), outside);
      put(labelFile(runDir), `${outside}-2`);
      assert.equal(stopRequested(runDir), false);
      assert.deepEqual(readLabel(runDir), { tags: [] });
      fs.cpSync(runDir, `${runDir}-2`, { recursive: true, filter: (one) => !/control|label/.test(one) });
      put(manifestFile(runDir), `${outside}-3`);
      const states = listRuns(path.dirname(runDir)).map(({ state, message }) => [state, message ?? '']);
      assert.deepEqual(states.map(([state]) => state).sort(), ['failed', 'finished']);
      assert.match(states.flat().join(' '), new RegExp(`is ${kind}, not a file\\..*Move it away`));
    });

    test(`${kind} is found by verify, for every file`, (t) => {
      const { runDir, outside } = made(t);
      const all = fs
        .readdirSync(runDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'run.json')
        .map((entry) => path.relative(runDir, path.join(entry.parentPath, entry.name)));
      assert.ok(all.length > 10);
      for (const name of all) {
        const file = path.join(runDir, name);
        const content = fs.readFileSync(file);
        put(file, outside);
        const [first] = verifyFiles(runDir);
        assert.match(
          `${first?.file ?? ''} ${first?.problem ?? ''}`,
          new RegExp(`is ${kind}, not a file`),
          name,
        );
        assert.ok(name.startsWith(first?.file ?? '?'), `${name}: ${first?.file ?? ''}`);
        fs.rmSync(file, { recursive: true });
        fs.rmSync(outside, { recursive: true, force: true });
        fs.writeFileSync(file, content);
      }
      assert.deepEqual(verifyFiles(runDir), []);
    });
  }
});

describe('in the place of a folder,', () => {
  const folders = ['rounds', 'trials', 'trials/0', 'trials/0/ticket', 'trials/0/ticket/01'];
  for (const name of folders) {
    test(`a link as ${name} is reported, and not followed`, (t) => {
      const { runDir, outside } = made(t);
      const folder = path.join(runDir, name);
      fs.renameSync(folder, outside);
      fs.symlinkSync(outside, folder);
      const [first] = verifyFiles(runDir);
      assert.equal(first?.file, name);
      assert.match(first.problem, /is a link, not a folder/);
      assert.throws(() => needFolders(runDir, path.join(folder, 'x')), BadFileError);
    });
    test(`a file as ${name} is reported`, (t) => {
      const { runDir } = made(t);
      const folder = path.join(runDir, name);
      fs.rmSync(folder, { recursive: true });
      fs.writeFileSync(folder, '');
      assert.ok(verifyFiles(runDir).some(({ file }) => file === name || file.startsWith(`${name}/`)));
    });
  }
});

describe('a file of a run', () => {
  test('that is larger than any file that Ticket writes counts as damaged, and uses no memory', (t) => {
    const { runDir } = made(t);
    const file = path.join(runDir, 'trials/0/ticket/01/mask.safetensors');
    fs.truncateSync(file, 2 ** 40);
    for (const read of [
      () => readMasks(runDir, ticket, identity),
      () => sha256In(runDir, file),
      () => readFileIn(runDir, file, MOST.text),
    ])
      assert.throws(read, /has 1,099,511,627,776 bytes, more than the limit of [\d,]+\. Move it away\./);
    const [damage] = findDamage({ runDir, identity });
    assert.equal(damage?.file, 'trials/0/ticket/01');
  });

  test('is read to its end in parts, with the checksum of the whole', (t) => {
    const { runDir } = made(t);
    const file = path.join(runDir, 'large');
    // A million times `a`, from FIPS 180-2; larger than one part.
    fs.writeFileSync(file, 'a'.repeat(1_000_000));
    assert.equal(sha256In(runDir, file), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
    fs.writeFileSync(file, Buffer.alloc(3_000_000, 'xyz'));
    assert.equal(readFileIn(runDir, file, MOST.text)?.equals(Buffer.alloc(3_000_000, 'xyz')), true);
  });

  test('outside the run is not read', (t) => {
    const { runDir, outside } = made(t);
    fs.writeFileSync(outside, 'x');
    assert.throws(() => readFileIn(runDir, path.join(runDir, '..', '..', 'outside'), 10), /outside the run/);
  });

  test('is appended to, but not through a link', (t) => {
    const { runDir, outside } = made(t);
    fs.writeFileSync(outside, 'kept');
    fs.symlinkSync(outside, path.join(runDir, 'log.txt'));
    assert.throws(() => openToAppend(runDir, path.join(runDir, 'log.txt')), /is a link, not a file/);
    assert.equal(fs.readFileSync(outside, 'utf8'), 'kept');
  });
});

test('a run stored elsewhere is listed and read through a link', (t) => {
  const { runDir } = made(t);
  const elsewhere = `${path.dirname(runDir)}-elsewhere`;
  fs.renameSync(runDir, elsewhere);
  fs.symlinkSync(elsewhere, runDir);
  fs.symlinkSync(path.join(path.dirname(runDir), 'nowhere'), path.join(path.dirname(runDir), 'dangling'));
  const found = listRuns(path.dirname(runDir));
  assert.deepEqual(
    found.map(({ path: place, state }) => [place, state]),
    [[runDir, 'finished']],
  );
  assert.deepEqual(verifyFiles(runDir), []);
});
