// Tests runs as the commands start, stop and find them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type * as Code from 'vscode';
import { listing, listRuns } from '../../../src/runs/list';
import { readManifest, writeManifest } from '../../../src/runs/manifest';
import { alive } from '../../../src/runs/process';
import { answering, extensionFolder, notifications } from './notifications';
import type { HostTest } from './tests';
import { long, reaches, run, spec, tiny } from './started';
import { folderOf, until } from './tools';

export const runTests: Readonly<Record<string, HostTest>> = {
  async 'a sweep is a run for each combination, one trains at a time, and one notification tells the end'(
    vscode,
  ) {
    notifications.length = 0;
    const uri = spec(vscode, 'swept', `${tiny}sweep: { seed: [1, 2, 3] }\n`);
    const runs = await run(vscode, uri);
    assert.equal(new Set(runs).size, 3);
    let most = 0;
    await until('the end of all', () => {
      const states = runs.map((one) => (fs.existsSync(one) ? listing(one).state : 'queued'));
      most = Math.max(most, states.filter((state) => state === 'running').length);
      return states.every((state) => state === 'finished');
    });
    assert.equal(most, 1);
    await until('the notification', () => notifications.some((text) => text.includes('ended')));
    assert.deepEqual(notifications, ['3 runs ended: 3 finished.']);

    // The table compares the spec's runs.
    assert.deepEqual(
      new Set(await vscode.commands.executeCommand<readonly string[]>('ticket.compare', uri)),
      new Set(runs),
    );

    // Deleting a spec's row deletes its runs.
    notifications.length = 0;
    const node = { type: 'spec', specPath: uri.fsPath };
    await answering(undefined, () => vscode.commands.executeCommand('ticket.deleteRun', node, [node]));
    assert.deepEqual(notifications, ['Delete 3 runs?']);
  },

  async 'as many runs train at once as the setting says'(vscode) {
    await vscode.workspace.getConfiguration('ticket').update('jobs', 2);
    try {
      const runs = await run(vscode, spec(vscode, 'both', `${long}sweep: { seed: [1, 2, 3] }\n`));
      const live = (): readonly string[] => runs.filter((one) => listing(one).state === 'running');
      await until('two at once', () => live().length === 2);
      // Ticket does not delete an active run.
      notifications.length = 0;
      const node = { type: 'run', path: live()[0] };
      await vscode.commands.executeCommand('ticket.deleteRun', node);
      assert.match(notifications.join(), /Stop it, then delete it/);
      assert.equal(live().length, 2);
      await answering('Stop This Run', async () => {
        for (const path of live())
          await vscode.commands.executeCommand('ticket.stopNow', { type: 'run', path });
      });
      // The third was queued.
      const [third] = await until('the third', () => live().length === 1 && live());
      await vscode.commands.executeCommand('ticket.stopNow', { type: 'run', path: third });
    } finally {
      await vscode.workspace.getConfiguration('ticket').update('jobs', undefined);
    }
  },

  async 'runs that wait for their turn can change places and be taken out of the queue'(vscode) {
    const [first = '', second = '', third = '', fourth = ''] = await run(
      vscode,
      spec(vscode, 'queued', `${long}sweep: { seed: [1, 2, 3, 4] }\n`),
    );
    const queued = (id: string) => ({ type: 'queued', queued: { id } });
    const stopNow = (path: string) => vscode.commands.executeCommand('ticket.stopNow', { type: 'run', path });
    await reaches(first, 'running');
    await vscode.commands.executeCommand('ticket.moveUp', queued(fourth));
    await vscode.commands.executeCommand('ticket.moveDown', queued(second));
    await vscode.commands.executeCommand('ticket.stop', queued(second));
    await answering('Stop This Run', async () => {
      await stopNow(first);
      await reaches(fourth, 'running');
      assert.equal(fs.existsSync(third), false);
      await stopNow(fourth);
    });
    await reaches(third, 'running');
    assert.equal(fs.existsSync(second), false);
    await stopNow(third);
  },

  async 'stopping a run of a sweep asks about the queued ones, and no notification tells its end'(vscode) {
    const [first = '', ...rest] = await run(
      vscode,
      spec(vscode, 'asked', `${long}sweep: { seed: [1, 2, 3] }\n`),
    );
    await reaches(first, 'running');
    notifications.length = 0;
    const stop = () => vscode.commands.executeCommand('ticket.stopNow', { type: 'run', path: first });
    await answering(undefined, async () => assert.equal(await stop(), undefined));
    assert.equal(listing(first).state, 'running');
    await answering('Stop All 3', stop);
    assert.deepEqual(notifications, Array(2).fill('2 more runs of asked are queued.'));
    // This run starts only if the queue is empty.
    const [next = ''] = await run(vscode, spec(vscode, 'next', tiny));
    await reaches(next, 'finished');
    assert.deepEqual(
      rest.filter((path) => fs.existsSync(path)),
      [],
    );
    await until('the notification', () => notifications.length > 2);
    assert.match(notifications[2] ?? '', /^next: /);
  },

  async 'no notification tells of a run that is stopped while it starts'(vscode) {
    notifications.length = 0;
    for (const name of ['hasty-1', 'hasty-2', 'hasty-3']) {
      const [path = ''] = await run(vscode, spec(vscode, name, long));
      while (!fs.existsSync(path) || listing(path).state !== 'running')
        await new Promise((resolve) => setTimeout(resolve, 1));
      await vscode.commands.executeCommand('ticket.stopNow', { type: 'run', path });
    }
    // The queue reports one start after another.
    const [next = ''] = await run(vscode, spec(vscode, 'after-hasty', tiny));
    await reaches(next, 'finished');
    await until('the notification', () => notifications.length > 0);
    assert.match(notifications.join(), /^after-hasty: [^,]*$/);
  },

  async 'a run has as many trials as were asked for this time'(vscode) {
    const [first = ''] = await run(vscode, spec(vscode, 'fewer', tiny), { trials: 1 });
    await reaches(first, 'finished');
    assert.equal(listing(first).total, 2);
    const [again = ''] = await run(vscode, spec(vscode, 'fewer', tiny));
    assert.equal(again, first, 'more trials continue the same run');
    await until('the other trial', () => {
      const { total, state } = listing(first);
      return total === 4 && state === 'finished';
    });
  },

  async 'a run that was started elsewhere is stopped here, resumed, and ended with all it has started'(
    vscode,
  ) {
    const uri = spec(vscode, 'elsewhere', long);
    const cli = path.join(extensionFolder(vscode), 'dist/cli.js');
    const child = spawn(process.execPath, [cli, 'run', uri.fsPath], {
      cwd: folderOf(vscode),
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const runs = path.join(folderOf(vscode), '.ticket/runs');
    const { path: place } = await until('the run', () =>
      listRuns(runs).find(({ name, state }) => name === 'elsewhere' && state === 'running'),
    );
    const node = { type: 'run', path: place };
    assert.equal(await vscode.commands.executeCommand('ticket.stop', node), 'stopped');
    assert.equal(listing(place).state, 'stopped');
    await ended;

    assert.deepEqual(await vscode.commands.executeCommand('ticket.resume', node), [place]);
    const holder = await until('workers', () => {
      const { holder } = listing(place);
      return holder && holder.workers.length > 0 && holder;
    });
    assert.equal(await vscode.commands.executeCommand('ticket.stopNow', node), 'ended by force');
    assert.deepEqual([holder, ...holder.workers].filter(alive), []);
    assert.equal(listing(place).state, 'interrupted');
  },

  async 'runs lie in the folder that the setting names'(vscode) {
    const settings = vscode.workspace.getConfiguration('ticket');
    await settings.update('runsFolder', 'results');
    try {
      const [place = ''] = await run(vscode, spec(vscode, 'placed', tiny));
      assert.equal(path.dirname(place), path.join(folderOf(vscode), 'results'));
      await reaches(place, 'finished');
    } finally {
      await settings.update('runsFolder', undefined);
    }
  },

  async 'an invalid setting is reported where it is set, and by each command that needs it'(vscode) {
    const file = path.join(folderOf(vscode), '.vscode/settings.json');
    const settings = vscode.workspace.getConfiguration('ticket');
    for (const [name, value, problem] of [
      ['node', './no-node', /must name a Node\.js executable, but \.\/no-node is not a file/],
      [
        'tensorflow',
        '/no/where',
        /must be .* or name a folder with TensorFlow, but \/no\/where is not a folder/,
      ],
      ['dataFolder', 'good.ticket.yaml', /must name a folder, but good\.ticket\.yaml is a file/],
      ['runsFolder', 'good.ticket.yaml', /must name a folder, but good\.ticket\.yaml is a file/],
    ] as const) {
      await settings.update(name, value);
      try {
        const document = await vscode.workspace.openTextDocument(file);
        const found = await until(`a problem of ${name}`, () => {
          const own = vscode.languages
            .getDiagnostics(document.uri)
            .filter(({ source }) => source === 'ticket');
          return own.length === 1 && own[0];
        });
        assert.match(found.message, problem);
        assert.equal(document.getText(found.range), JSON.stringify(value));
        notifications.length = 0;
        await run(vscode, spec(vscode, `set-${name}`, tiny));
        await until(`the notification of ${name}`, () =>
          notifications.some((text) => text.startsWith(`The setting ticket.${name} must`)),
        );
      } finally {
        await settings.update(name, undefined);
      }
    }
  },

  async 'a language model can list, read and compare runs and check specs, and start a run'(vscode) {
    const ask = async (name: string, input: object): Promise<unknown> => {
      const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
      const [part] = result.content;
      return JSON.parse((part as Code.LanguageModelTextPart).value);
    };
    const seed = (value: number): string => `${tiny}seed: ${value}\n`;
    const runs = [];
    for (const value of [11, 12]) {
      const [place = ''] = await run(vscode, spec(vscode, `told-${value}`, seed(value)));
      await reaches(place, 'finished');
      runs.push(path.basename(place));
    }
    const listed = (await ask('ticket_listRuns', {})) as readonly {
      readonly run: string;
      readonly state: string;
    }[];
    assert.deepEqual(
      runs.map((name) => listed.find((one) => one.run === name)?.state),
      ['finished', 'finished'],
    );
    const got = (await ask('ticket_getRun', { run: 'told-11' })) as { readonly rounds: readonly unknown[] };
    assert.equal(got.rounds.length, 2);
    const compared = (await ask('ticket_compareRuns', { runs })) as {
      readonly facts: readonly { readonly path: string; readonly values: readonly unknown[] }[];
    };
    assert.deepEqual(compared.facts, [{ path: 'seed', values: [11, 12] }]);
    const checked = (await ask('ticket_checkSpec', { path: 'bad.ticket.yaml' })) as {
      readonly problems: readonly string[];
    };
    assert.equal(checked.problems.length, 2);
    for (const name of ['../outside.ticket.yaml', '/etc/passwd', 'my-net.mjs'])
      await assert.rejects(
        ask('ticket_checkSpec', { path: name }),
        /is not a \.ticket\.yaml file in an open folder/,
      );
    await assert.rejects(ask('ticket_getRun', { run: 'nothing' }), /No run matches nothing/);
  },

  async 'a run leads to its spec where the project is now, and to none outside of the workspace'(vscode) {
    const uri = spec(vscode, 'moved', tiny);
    const [place = ''] = await run(vscode, uri);
    await reaches(place, 'finished');
    const outside = path.join(path.dirname(folderOf(vscode)), 'moved.ticket.yaml');
    fs.writeFileSync(outside, tiny);
    const { specFromRun, ...manifest } = readManifest(place);
    assert.equal(specFromRun, '../../../moved.ticket.yaml');
    const specOf = async (isSo: (found: unknown) => boolean): Promise<unknown> =>
      until('the spec of the run', async () => {
        const result = await vscode.lm.invokeTool('ticket_listRuns', {
          input: {},
          toolInvocationToken: undefined,
        });
        const [part] = result.content;
        const all = JSON.parse((part as Code.LanguageModelTextPart).value) as readonly {
          readonly run: string;
          readonly spec?: string;
        }[];
        const found = all.find((one) => one.run === path.basename(place));
        return found && isSo(found.spec) && { spec: found.spec };
      });
    // The project was elsewhere when its manifest was written, by this version and by an earlier one.
    for (const from of [{ specFromRun }, {}]) {
      writeManifest(place, { ...manifest, ...from, specPath: '/elsewhere/moved.ticket.yaml' });
      await specOf((found) => found === uri.fsPath);
    }
    for (const stranger of [{ specFromRun: '../../../../moved.ticket.yaml' }, {}]) {
      fs.rmSync(uri.fsPath, { force: true });
      writeManifest(place, { ...manifest, ...stranger, specPath: outside });
      await specOf((found) => found === undefined);
      writeManifest(place, { ...manifest, specFromRun, specPath: uri.fsPath });
      fs.writeFileSync(uri.fsPath, tiny);
      await specOf((found) => found === uri.fsPath);
    }
  },

  async "Copy Debug Information puts the machine's details on the clipboard"(vscode) {
    const text = await vscode.commands.executeCommand<string>('ticket.copyDebugInfo');
    assert.equal(await vscode.env.clipboard.readText(), text);
    const info = JSON.parse(text) as { readonly trusted: boolean; readonly runs: readonly unknown[] };
    assert.equal(info.trusted, true);
    assert.ok(info.runs.length > 0);
  },
};
