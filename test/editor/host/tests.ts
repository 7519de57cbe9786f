// Lists the tests inside the editor's extension host. `vscode` is an argument, so that the names can be read without an
// editor.
import assert from 'node:assert/strict';
import path from 'node:path';
import type * as Code from 'vscode';
import { commandTests } from './commands';
import { completionTests, insertionTests } from './completion';
import { hostileTests } from './hostile';
import { languageTests } from './language';
import { queueTests } from './queue';
import { runTests } from './runs';
import { selectionTests } from './selection';
import { folderOf, open, until } from './tools';
import { walkthroughTests } from './walkthrough';

export type Mode = 'trusted' | 'restricted';
export type HostTest = (vscode: typeof Code) => Promise<void> | void;
export interface Result {
  /** "passed", or the error. */
  readonly said: string;
  readonly ms: number;
}
/** By test. */
export type Results = Readonly<Record<string, Result>>;

/**
 * The tests of a mode, by name and in order; the workspace contains `good.ticket.yaml` and `bad.ticket.yaml`.
 * TICKET_TEST_ONLY selects tests by parts of their names, separated by |.
 */
export function hostTests(mode: Mode): Readonly<Record<string, HostTest>> {
  const { TICKET_TEST_ONLY: only = '' } = process.env;
  return Object.fromEntries(
    Object.entries(allTests(mode)).filter(([name]) => only.split('|').some((part) => name.includes(part))),
  );
}

function allTests(mode: Mode): Readonly<Record<string, HostTest>> {
  return {
    [mode === 'trusted' ? 'the workspace is trusted' : 'the workspace is in Restricted Mode'](vscode) {
      assert.equal(vscode.workspace.isTrusted, mode === 'trusted');
    },

    async 'a spec is known by its name'(vscode) {
      assert.equal((await open(vscode, 'good.ticket.yaml')).languageId, 'ticket-yaml');
    },

    async 'opening a spec activates the extension'(vscode) {
      const extension = vscode.extensions.getExtension('ticket.ticket');
      assert(extension, 'the editor does not know the extension ticket.ticket');
      await open(vscode, 'good.ticket.yaml');
      await until('the activation', () => extension.isActive);
    },

    async 'checking a good spec finds no problem and counts its networks'(vscode) {
      await show(vscode, 'good.ticket.yaml');
      const networks = 3 * (1 + 4 * 4); // per trial: the dense network, and four arms in each of four rounds
      assert.deepEqual(await vscode.commands.executeCommand('ticket.check'), {
        problems: 0,
        cells: networks,
      });
    },

    async 'checking a bad spec counts its problems'(vscode) {
      await show(vscode, 'bad.ticket.yaml');
      assert.deepEqual(await vscode.commands.executeCommand('ticket.check'), {
        problems: 2,
        cells: undefined,
      });
    },

    ...commandTests,
    ...(mode === 'trusted' ? doctorTests : restrictedDoctorTests),
    ...completionTests,
    ...(mode === 'trusted' ? insertionTests : {}),
    ...languageTests(mode),
    ...(mode === 'trusted'
      ? { ...walkthroughTests, ...runTests, ...queueTests, ...selectionTests, ...hostileTests }
      : {}),
  };
}

/** The fields of the doctor's findings used here. */
interface Found {
  readonly runtimes: readonly {
    readonly source: string;
    readonly chosen: boolean;
    readonly error?: { readonly message: string };
    readonly proof?: { readonly backend: string };
  }[];
}

const doctorTests: Readonly<Record<string, HostTest>> = {
  async 'the doctor tries every place, and one of them works'(vscode) {
    const { runtimes } = await doctor(vscode, {});
    const places = ['workspace', 'managed', 'python', 'embedded'];
    assert.deepEqual([...new Set(runtimes.map(({ source }) => source))], places);
    assert.equal(runtimes.filter(({ chosen }) => chosen).length, 1);
  },

  async 'the setting ticket.tensorflow names what trains'(vscode) {
    const { runtimes } = await doctor(vscode, { tensorflow: 'embedded' });
    assert.deepEqual(
      runtimes.map(({ source, chosen, proof }) => [source, chosen, proof?.backend]),
      [['named', true, 'wasm']],
    );
    const { runtimes: wrong } = await doctor(vscode, { tensorflow: folderOf(vscode) });
    assert.match(wrong[0]?.error?.message ?? '', / contains neither tfjs_binding\.node/);
  },

  async 'the setting ticket.node names the Node that trains'(vscode) {
    const node = path.join(folderOf(vscode), 'good.ticket.yaml');
    const found = (await doctor(vscode, { node })) as Found & { errors: { message: string }[] };
    assert.equal(found.errors[0]?.message, `${node} does not run as Node.`);
  },
};

const restrictedDoctorTests: Readonly<Record<string, HostTest>> = {
  async 'the doctor runs nothing'(vscode) {
    assert.equal(await vscode.commands.executeCommand('ticket.doctor'), undefined);
  },

  'the settings that name programs are not taken from the workspace'(vscode) {
    const settings = vscode.workspace.getConfiguration();
    assert.equal(settings.get('editor.tabSize'), 7, 'the settings of the workspace are not read at all');
    for (const name of ['ticket.tensorflow', 'ticket.node']) assert.equal(settings.get(name), '');
  },
};

/** The doctor's findings under these settings; restores the settings afterwards. */
async function doctor(vscode: typeof Code, settings: Readonly<Record<string, string>>): Promise<Found> {
  const set = async (value: (name: string) => string | undefined): Promise<void> => {
    for (const name of Object.keys(settings))
      await vscode.workspace
        .getConfiguration('ticket')
        .update(name, value(name), vscode.ConfigurationTarget.Workspace);
  };
  await set((name) => settings[name]);
  try {
    return await vscode.commands.executeCommand<Found>('ticket.doctor');
  } finally {
    await set(() => undefined);
  }
}

async function show(vscode: typeof Code, name: string): Promise<void> {
  await vscode.window.showTextDocument(await open(vscode, name));
}
