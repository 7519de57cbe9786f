import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import {
  alive,
  endProcesses,
  isProved,
  startTime,
  thisProcess,
  windowsStartTime,
} from '../../src/runs/process';

const unknown = process.platform === 'win32' && 'start times are unknown on Windows';
const linuxOnly = process.platform !== 'linux' && 'only Linux shows processes that nobody collects';

describe('a process', () => {
  test('is alive while it runs and not after', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")']);
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    const id = { pid, startTime: startTime(pid) };
    assert(alive(id));
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert(!alive(id));
  });

  test('has a constant start time', { skip: unknown }, () => {
    assert.notEqual(thisProcess().startTime, undefined);
    assert.deepEqual(thisProcess(), thisProcess());
  });

  test('with another start time is another process', { skip: unknown }, () => {
    assert(!alive({ pid: process.pid, startTime: 'before' }));
  });

  test('without a known start time is identified by its id', () => {
    assert(alive({ pid: process.pid }));
  });

  test('that never existed is dead and has no start time', () => {
    assert(!alive({ pid: 2 ** 30 }));
    assert.equal(startTime(2 ** 30), undefined);
  });

  test('that has ended but was not reaped by its parent is dead', { skip: linuxOnly }, async () => {
    // The shell's child waits for its input to close; by then the shell has become a program that reaps no children.
    const shell = spawn('sh', ['-c', '{ read line; } <&3 & echo $!; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    });
    assert(shell.stdout);
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const child = { pid: Number(line.toString()) };
    assert(alive(child));
    shell.stdio[3]?.destroy();
    while (alive(child)) await new Promise((resolve) => setImmediate(resolve));
    process.kill(child.pid, 0); // still exists as a zombie
    shell.kill();
  });

  test('is proved only by its start time', { skip: unknown }, () => {
    assert(isProved(thisProcess()));
    assert(!isProved({ pid: process.pid }));
    assert(!isProved({ pid: process.pid, startTime: 'before' }));
    assert(!isProved({ pid: 2 ** 30, startTime: startTime(process.pid) }));
  });

  test('without proof is not killed', { skip: unknown }, async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")']);
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    assert.deepEqual(await endProcesses([{ pid }, { pid, startTime: 'before' }], 10_000), []);
    assert(alive({ pid }));
    process.kill(pid, 'SIGSTOP');
    assert.deepEqual(await endProcesses([{ pid, startTime: startTime(pid) }], 60_000), []);
    assert(!alive({ pid }));
  });

  test('on Windows has the start time that PowerShell prints', () => {
    assert.equal(windowsStartTime('134087654321098765\r\n'), '134087654321098765');
    for (const answer of [undefined, '', '\r\n', '0', '12/24/2025 10:00:00', '134087654321098765 7'])
      assert.equal(windowsStartTime(answer), undefined, answer);
  });
});
