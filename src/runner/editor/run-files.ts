// Commands on an existing run: show its log, reveal its folder, export its ticket, name it, delete it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { nameOf } from '../../runs/editor/words';
import { exportTicket } from '../../runs/export-ticket';
import { readLabel, writeLabel } from '../../runs/label';
import { logFile } from '../../runs/layout';
import { targetOf, writeOutput } from '../../runs/output-file';
import { lastRound } from '../../runs/rounds';
import { encode } from '../../runs/safetensors';
import { isLive } from '../../runs/watch';
import { examineMachine } from '../doctor';
import { editorPlaces } from './places';
import { tellTrouble } from './trouble';
import { folderOfRun } from './work-folder';
import { isTrusted, runOf, type Called } from './target';

export function registerRunFiles(
  context: vscode.ExtensionContext,
  runs: OpenRuns,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const command = (
    name: string,
    title: string,
    work: (run: OpenRun) => Promise<unknown>,
    fits: (run: OpenRun) => boolean = () => true,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (called: Called) => {
      try {
        const run = await runOf(runs, called, title, fits);
        return run && (await work(run));
      } catch (error) {
        tellTrouble(log, error);
        return;
      }
    });
  return vscode.Disposable.from(
    command('ticket.showLog', 'Show Log', showLog),
    command('ticket.revealRun', 'Reveal Run Folder', ({ path: place }) => reveal(vscode.Uri.file(place))),
    command('ticket.exportTicket', 'Export Ticket', exportTo, ({ finished }) => finished > 0),
    command('ticket.nameRun', 'Edit Name and Tags', async (run) => {
      await nameAndTag(run);
      await runs.look();
    }),
    command('ticket.deleteRun', 'Delete Run', async (run) => {
      await deleteRun(run, runs);
      await runs.look();
    }),
    vscode.commands.registerCommand('ticket.copyDebugInfo', () => copyDebugInfo(context, runs)),
  );
}

async function showLog({ path: place }: OpenRun): Promise<void> {
  const file = logFile(place);
  if (!fs.existsSync(file)) throw new Error('The run has no log, because it never started.');
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
}

/** Reveals it in the system's file manager if the run is on this machine, otherwise in the explorer. */
async function reveal(uri: vscode.Uri): Promise<void> {
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  await vscode.commands.executeCommand(isHere ? 'revealFileInOS' : 'revealInExplorer', uri);
}

/** Exports the ticket of trial 0 after the last complete round, with its rewound weights. */
async function exportTo({ path: place, name, specPath }: OpenRun): Promise<vscode.Uri | undefined> {
  const round = lastRound(place);
  if (round < 1) throw new Error('There is no ticket to export yet. Wait until round 1 is complete.');
  const uri = await vscode.window.showSaveDialog({
    title: 'Export Ticket',
    defaultUri: vscode.Uri.file(path.join(folderOfRun(place, specPath), `${name}.safetensors`)),
    filters: { safetensors: ['safetensors'] },
  });
  if (!uri) return undefined;
  const cell = { trial: 0, arm: 'ticket', round };
  const tensors = exportTicket(place, { ...cell, weights: 'reset' });
  const about = { weights: 'reset', arm: 'ticket', trial: '0', round: String(round) };
  await writeOutput(targetOf(uri.fsPath), encode(tensors, about));
  void vscode.window.showInformationMessage(
    `Exported the ticket of trial 0, round ${round}, with its rewound weights to ${plain(path.basename(uri.fsPath))}.`,
  );
  return uri;
}

async function nameAndTag({ path: place, name }: OpenRun): Promise<void> {
  const label = readLabel(place);
  const given = await vscode.window.showInputBox({
    title: 'Edit Name and Tags (1/2): Name',
    value: label.name ?? '',
    placeHolder: name,
    prompt: 'A name for the run. Leave empty to use its ID.',
  });
  if (given === undefined) return;
  const tags = await vscode.window.showInputBox({
    title: 'Edit Name and Tags (2/2): Tags',
    value: label.tags.join(', '),
    prompt: 'Tags, separated by commas.',
  });
  if (tags === undefined) return;
  const all = tags.split(',').map((tag) => tag.trim().replace(/^#/, ''));
  writeLabel(place, { name: given.trim(), tags: [...new Set(all)].filter(Boolean) });
}

async function deleteRun(run: OpenRun, runs: OpenRuns): Promise<void> {
  if (isLive(run)) throw new Error('The run is still training. Stop it, then delete it.');
  const what = nameOf(run);
  const isSure = await vscode.window.showWarningMessage(
    `Delete run ${what}?`,
    {
      modal: true,
      detail: `This moves ${run.path} with ${run.finished} trained networks to the trash, if there is one.`,
    },
    'Delete',
  );
  if (isSure === undefined) return;
  // The run may have started while the dialog was open.
  await runs.look();
  const now = runs.find(run.path);
  if (now && isLive(now)) throw new Error('The run is still training. Stop it, then delete it.');
  const uri = vscode.Uri.file(run.path);
  if (fs.lstatSync(run.path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    // Deletes only the link: the run itself lies elsewhere, and may belong to someone else.
    fs.unlinkSync(run.path);
    return;
  }
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch {
    const isForever = await vscode.window.showWarningMessage(
      `Cannot move run ${what} to the trash. Delete it permanently?`,
      { modal: true },
      'Delete Permanently',
    );
    if (isForever !== undefined) await vscode.workspace.fs.delete(uri, { recursive: true });
  }
}

/** Information for a bug report, without the contents of specs. */
async function copyDebugInfo(context: vscode.ExtensionContext, runs: OpenRuns): Promise<string> {
  const machine = isTrusted() ? await examineMachine(await editorPlaces(context)) : undefined;
  const { version } = context.extension.packageJSON as { readonly version: string };
  const info = {
    ticket: version,
    editor: `${vscode.env.appName} ${vscode.version}`,
    host: {
      node: process.versions.node,
      electron: process.versions.electron,
      system: `${os.type()} ${os.release()} ${process.arch}`,
    },
    remote: vscode.env.remoteName,
    trusted: vscode.workspace.isTrusted,
    machine,
    runs: runs.all().map(({ state, finished, total, message, rounds, trials }) => ({
      state,
      finished,
      total,
      message,
      rounds,
      trials,
    })),
  };
  const text = JSON.stringify(info, undefined, 2);
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(
    'Copied debug information to the clipboard. Review it before you share it.',
  );
  return text;
}
