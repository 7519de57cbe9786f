// Tests sweeps in the queue: stop all, clear, run one combination again, and starts that fail.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { listing } from '../../../src/runs/list';
import { readFrozenSpec, readManifest } from '../../../src/runs/manifest';
import { answering, contexts, notifications } from './notifications';
import { long, reaches, run, spec, tiny } from './started';
import type { HostTest } from './tests';
import { until } from './tools';

const exist = (runs: readonly string[]): readonly string[] => runs.filter((one) => fs.existsSync(one));

export const queueTests: Readonly<Record<string, HostTest>> = {
  async 'Stop All of a sweep stops its other running runs, too'(vscode) {
    const settings = vscode.workspace.getConfiguration('ticket');
    await settings.update('jobs', 2);
    try {
      const uri = spec(vscode, 'pair', `${long}sweep: { seed: [1, 2, 3] }\n`);
      const [first = '', second = '', third = ''] = await run(vscode, uri);
      for (const one of [first, second]) await reaches(one, 'running');
      notifications.length = 0;
      await answering('Stop All 3', () =>
        vscode.commands.executeCommand('ticket.stop', { type: 'run', path: first }),
      );
      assert.deepEqual(notifications, ['2 more runs of pair are running or queued.']);
      assert.deepEqual(
        [first, second].map((one) => listing(one).state),
        ['stopped', 'stopped'],
      );
      assert.deepEqual(exist([third]), []);
    } finally {
      await settings.update('jobs', undefined);
    }
  },

  async 'Stop All Runs also stops runs that are starting'(vscode) {
    const settings = vscode.workspace.getConfiguration('ticket');
    await settings.update('jobs', 2);
    try {
      notifications.length = 0;
      const runs = await run(vscode, spec(vscode, 'early', `${long}sweep: { seed: [1, 2, 3] }\n`));
      await vscode.commands.executeCommand('ticket.stopAll');
      const states = exist(runs).map((one) => listing(one).state);
      assert.deepEqual(states, ['stopped', 'stopped']);
      assert.deepEqual(notifications, []);
    } finally {
      await settings.update('jobs', undefined);
    }
  },

  async 'Clear Queue removes the waiting runs only, and Stop All Runs stops the running one'(vscode) {
    const uri = spec(vscode, 'cleared', `${long}sweep: { seed: [1, 2, 3] }\n`);
    const [first = '', ...rest] = await run(vscode, uri);
    await reaches(first, 'running');
    assert.equal(contexts.get('ticket.hasQueue'), true);
    await vscode.commands.executeCommand('ticket.clearQueue');
    assert.equal(contexts.get('ticket.hasQueue'), false);
    assert.equal(listing(first).state, 'running');
    await run(vscode, uri);
    assert.equal(contexts.get('ticket.hasQueue'), true);
    await vscode.commands.executeCommand('ticket.stopAll');
    assert.equal(contexts.get('ticket.hasQueue'), false);
    assert.equal(listing(first).state, 'stopped');
    assert.deepEqual(exist(rest), []);
  },

  async 'one notification reports all runs of a sweep that do not start'(vscode) {
    notifications.length = 0;
    const uri = spec(vscode, 'unstarted', `${tiny}sweep: { seed: [1, 2, 3] }\n`);
    await run(vscode, uri, { device: 'gpu' });
    await until(
      'the notification',
      () => notifications.length > 0 && contexts.get('ticket.hasQueue') === false,
    );
    // The queue reports one start after another: this run starts after all of them.
    const [next = ''] = await run(vscode, spec(vscode, 'started', tiny));
    await reaches(next, 'finished');
    await until('its end', () => notifications.some((text) => text.startsWith('started')));
    assert.equal(notifications.length, 2);
    assert.match(notifications[0] ?? '', /^3 runs did not start\. First reason: The run requires a GPU/);
  },

  async 'a run that trains is named without its hash'(vscode) {
    const uri = spec(vscode, 'named', long);
    const [path = ''] = await run(vscode, uri);
    await reaches(path, 'running');
    notifications.length = 0;
    await run(vscode, uri);
    assert.deepEqual(notifications, ['named is already running.']);
    await vscode.commands.executeCommand('ticket.stopNow', { type: 'run', path });
  },

  async 'Run Again on a run of a sweep trains its combination only'(vscode) {
    const sweep = 'sweep: { seed: [1, 2] }\n';
    const uri = spec(vscode, 'again', `${tiny}${sweep}`);
    const runs = await run(vscode, uri);
    for (const one of runs) await reaches(one, 'finished');
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(uri, all, `${tiny.replace('iterations: 20', 'iterations: 30')}${sweep}`);
    assert(await vscode.workspace.applyEdit(edit));
    const again = await run(vscode, uri, { only: runs[1] });
    const [one = ''] = again;
    assert.equal(again.length, 1);
    await reaches(one, 'finished');
    assert.match(readFrozenSpec(one, readManifest(one)), /seed: 2/);
    assert.match(readFrozenSpec(one, readManifest(one)), /iterations: 30/);
  },
};
