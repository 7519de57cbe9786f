// Tests forged locks: whoever can write to a run's folder can name any process in its lock. Ticket must kill none of
// those processes, and each command must explain the situation in one sentence.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { list } from '../../src/cli/list';
import { show } from '../../src/cli/show';
import { stop as stopCommand } from '../../src/cli/stop';
import { claimFile } from '../../src/runs/lock-record';
import { heartbeatFile, lockFile } from '../../src/runs/layout';
import { alive, startTime, type ProcessId } from '../../src/runs/process';
import { inProcess } from './in-process';
import { embeddedWorkplace as workplace, spec, trainFor, type Ended } from './workplace';

interface Case {
  /** Writes into a run without a lock; `pid` belongs to an innocent process. */
  readonly write: (runDir: string, pid: number) => void;
  /** Exit code and message of `stop`, with and without --now. */
  readonly stop: readonly [code: number, said: RegExp];
  readonly resume: readonly [code: number, said: RegExp];
}

const old = '2024-01-01T00:00:00.000Z';
const here = { host: os.hostname(), since: old, fence: 3, leaseMs: 30_000, workers: [] };
const dead = { ...here, pid: 2 ** 22 + 1, startTime: 'never' };
const lock =
  (record: (pid: number) => object): Case['write'] =>
  (runDir, pid) =>
    fs.writeFileSync(lockFile(runDir), JSON.stringify(record(pid)));

const token = 'a'.repeat(32);
/** A lock that names the process, and a heartbeat that agrees except for the changes. */
const lockAndBeat =
  (other: object): Case['write'] =>
  (runDir, pid) => {
    const both = { ...here, pid, startTime: startTime(pid), token };
    fs.writeFileSync(lockFile(runDir), JSON.stringify(both));
    fs.writeFileSync(heartbeatFile(runDir), JSON.stringify({ ...both, at: old, ...other }));
  };

const NOT_RUNNING = [0, /^The run is not running \(finished\)\.$/m] as const;
const GOES_ON = [0, /^\nSmall spirals /] as const;
const NOT_PROVED = [
  3,
  /^The lock names process \d+, but nothing proves that it belongs to the run, .*\n {2}If it belongs to the run, kill it\. If not, .*remove /m,
] as const;
const HELD = [
  3,
  /^The run is active: process \d+ on .* holds it\. Wait for it, or stop it first\.$/m,
] as const;
const ELSEWHERE = [3, /is not visible from this machine.*\n {2}Stop the run on that machine\.$/m] as const;
const HELD_ELSEWHERE = [3, /^Another machine or container holds the run: process \d+ on /m] as const;
const nobody = { stop: NOT_RUNNING, resume: GOES_ON };

const cases: Readonly<Record<string, Case>> = {
  'the first process of the system': {
    write: lock(() => ({ ...here, pid: 1 })),
    stop: NOT_PROVED,
    resume: HELD,
  },
  'a process without its start time': {
    write: lock((pid) => ({ ...here, pid })),
    stop: NOT_PROVED,
    resume: HELD,
  },
  'a process with another start time': {
    write: lock((pid) => ({ ...here, pid, startTime: 'before' })),
    ...nobody,
  },
  'a process by a negative id, which is a group': {
    write: lock((pid) => ({ ...here, pid: -pid })),
    ...nobody,
  },
  'a process by an id beyond all': { write: lock(() => ({ ...here, pid: 2 ** 53 })), ...nobody },
  'workers without start times': { write: lock((pid) => ({ ...dead, workers: [{ pid }] })), ...nobody },
  'workers with other start times': {
    write: lock((pid) => ({ ...dead, workers: [{ pid, startTime: 'before' }] })),
    ...nobody,
  },
  'a process id that is not a number': { write: lock(() => ({ ...here, pid: 'x' })), ...nobody },
  'a fence beyond the exact integers': { write: lock(() => ({ ...dead, fence: 2 ** 53 })), ...nobody },
  'a fence that is NaN': {
    write: (runDir) => fs.writeFileSync(lockFile(runDir), JSON.stringify(dead).replace(':3', ':NaN')),
    ...nobody,
  },
  'the last fence': {
    write: lock(() => ({ ...dead, fence: 1e15 })),
    stop: NOT_RUNNING,
    resume: [3, /lock or events\.jsonl contains the highest possible fence number.* remove both\.$/m],
  },
  'a token that is a path': { write: lock(() => ({ ...dead, token: '../../../..' })), ...nobody },
  'a process of another machine': {
    write: lock((pid) => ({ ...here, pid, startTime: startTime(pid), host: 'elsewhere' })),
    stop: ELSEWHERE,
    resume: HELD_ELSEWHERE,
  },
  'a process of another container': {
    write: lock((pid) => ({ ...here, pid, startTime: startTime(pid), pidNamespace: 'pid:[1]' })),
    stop: ELSEWHERE,
    resume: HELD_ELSEWHERE,
  },
  'a host that writes to the terminal': {
    write: lock((pid) => ({ ...here, pid, host: '\u001B[2J\nelsewhere' })),
    stop: ELSEWHERE,
    resume: HELD_ELSEWHERE,
  },
  'a process with its right start time': {
    write: lock((pid) => ({ ...here, pid, startTime: startTime(pid), token })),
    stop: NOT_PROVED,
    resume: HELD,
  },
  'a process with its right start time, beside a heartbeat with another token': {
    write: lockAndBeat({ token: 'b'.repeat(32) }),
    stop: NOT_PROVED,
    resume: HELD,
  },
  'a process with its right start time, beside the heartbeat of another process': {
    write: lockAndBeat({ pid: dead.pid, startTime: dead.startTime }),
    stop: NOT_PROVED,
    resume: HELD,
  },
  'a process with its right start time in a heartbeat alone': {
    write: (runDir, pid) => {
      fs.writeFileSync(lockFile(runDir), '{"pid":');
      const beat = { ...here, pid, startTime: startTime(pid), token, at: old };
      fs.writeFileSync(heartbeatFile(runDir), JSON.stringify(beat));
    },
    stop: NOT_PROVED,
    resume: HELD,
  },
  'workers with their right start times': {
    write: lock((pid) => ({ ...dead, token, workers: [{ pid, startTime: startTime(pid) }] })),
    ...nobody,
  },
  'a process in a claim': {
    write: (runDir, pid) =>
      fs.writeFileSync(claimFile(runDir, 5), JSON.stringify({ ...here, pid, fence: 5 })),
    stop: NOT_PROVED,
    resume: HELD,
  },
  'a process in a heartbeat': {
    write: (runDir, pid) => {
      fs.writeFileSync(lockFile(runDir), '{"pid":');
      fs.writeFileSync(heartbeatFile(runDir), JSON.stringify({ ...here, pid, at: old }));
    },
    stop: NOT_PROVED,
    resume: HELD,
  },
};

describe('`ticket stop` and `resume` kill no other process if a forged lock names', () => {
  const place = workplace({ after });
  let innocent: ProcessId;
  let child: ChildProcess | undefined;
  after(() => child?.kill('SIGKILL'));
  let ended = false;
  before(async () => {
    child = spawn('sleep', ['3600'], { stdio: 'ignore' });
    child.once('exit', () => (ended = true));
    assert.ok(child.pid);
    innocent = { pid: child.pid, startTime: startTime(child.pid) };
    place.write(
      'small.ticket.yaml',
      spec({ trials: 1, train: trainFor(10), prune: { rounds: 1, rate: 0.5 }, controls: [] }),
    );
    const { code, stderr } = await place.ticket('run', 'small.ticket.yaml');
    assert.equal(code, 0, stderr);
  });

  const told = ({ code, stdout, stderr }: Ended, [wanted, said]: readonly [number, RegExp]): void => {
    assert.equal(code, wanted, stdout + stderr);
    assert.match(stdout + stderr, said);
    assert.doesNotMatch(stdout + stderr, /^\s+at /m);
    assert.ok(!(stdout + stderr).includes('\u001B'), 'the terminal is written to');
  };

  for (const [what, { write, stop, resume }] of Object.entries(cases))
    test(what, async () => {
      const runDir = place.run();
      for (const name of fs.readdirSync(runDir).filter((one) => /^(lock|heartbeat|control)/.test(one)))
        fs.rmSync(path.join(runDir, name));
      write(runDir, innocent.pid);
      told(await inProcess(list, [], { runs: place.runs }), [0, /^small-/m]);
      told(await inProcess(show, [runDir]), [0, /^Small spirals /]);
      told(await inProcess(stopCommand, [runDir]), stop);
      told(await place.ticket('stop', 'small', '--now'), stop);
      told(await place.ticket('resume', 'small'), resume);
      assert.ok(!ended && alive(innocent), 'an innocent process was ended');
    });

  test('a process through a link, whose target stays as it is', async () => {
    const runDir = place.run();
    const outside = path.join(place.folder, 'outside');
    const text = JSON.stringify({
      ...here,
      pid: innocent.pid,
      startTime: 'before',
      workers: [{ pid: innocent.pid }],
    });
    fs.writeFileSync(outside, text);
    for (const name of fs.readdirSync(runDir).filter((one) => /^(lock|heartbeat|control)/.test(one)))
      fs.rmSync(path.join(runDir, name));
    for (const name of [lockFile(runDir), claimFile(runDir, 4)]) fs.symlinkSync(outside, name);
    told(await place.ticket('stop', 'small', '--now'), NOT_RUNNING);
    told(await place.ticket('resume', 'small'), GOES_ON);
    assert.ok(!ended && alive(innocent));
    assert.equal(fs.readFileSync(outside, 'utf8'), text);
  });
});
