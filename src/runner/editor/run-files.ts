// Commands on an existing run: show its log, reveal its folder, export its ticket, name it, delete it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { distinct, nameOf } from '../../runs/editor/words';
import { exportTicket } from '../../runs/export-ticket';
import { readLabel, writeLabel } from '../../runs/label';
import { logFile } from '../../runs/layout';
import { targetOf, writeOutput } from '../../runs/output-file';
import { fileName } from '../../runs/run-name';
import { lastRound } from '../../runs/rounds';
import { encode } from '../../runs/safetensors';
import { isLive } from '../../runs/watch';
import { examineMachine } from '../doctor';
import { editorPlaces } from './places';
import { reportError } from './report-error';
import { folderOfRun } from './work-folder';
import { isTrusted, needs, type Called, type Need, type Targets } from './target';

/** At least one run. */
type Some = readonly [OpenRun, ...OpenRun[]];

export function registerRunFiles(
  context: vscode.ExtensionContext,
  targets: Targets,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const { runs } = targets;
  const command = (name: string, work: (called: Called, nodes: unknown) => Promise<unknown>) =>
    vscode.commands.registerCommand(name, async (called: Called, nodes: unknown) => {
      try {
        return await work(called, nodes);
      } catch (error) {
        reportError(log, error);
        return;
      }
    });
  const ofOne = (name: string, title: string, work: (run: OpenRun) => Promise<unknown>) =>
    command(name, async (called) => {
      const run = await targets.run(called, title);
      return run && (await work(run));
    });
  const ofSeveral = (name: string, title: string, work: (some: Some) => Promise<unknown>, need?: Need) =>
    command(name, async (called, nodes) => {
      const [first, ...more] = await targets.several(called, nodes, title, need);
      const result = first && (await work([first, ...more]));
      await runs.look();
      return result;
    });
  return vscode.Disposable.from(
    ofOne('ticket.showLog', 'Show Log', showLog),
    ofOne('ticket.revealRun', 'Reveal Run Folder', ({ path: place }) => reveal(vscode.Uri.file(place))),
    ofSeveral('ticket.exportTicket', 'Export Ticket', exportTo, needs.trained),
    ofSeveral('ticket.nameRun', 'Edit Name and Tags', ([run, ...more]) =>
      more.length === 0 ? nameAndTag(run) : addTags([run, ...more]),
    ),
    ofSeveral('ticket.deleteRun', 'Delete Run', (some) => deleteRuns(some, runs)),
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

/** Exports the ticket of trial 0 after the last complete round, with its rewound weights: one file per run. */
async function exportTo(some: Some): Promise<readonly vscode.Uri[] | undefined> {
  for (const run of some)
    if (lastRound(run.path) < 1)
      throw new Error(`${nameOf(run)} has no ticket to export yet. Wait until round 1 is complete.`);
  const files = await (some.length === 1 ? askFile(some[0]) : askFiles(some));
  if (!files) return undefined;
  for (const [i, { fsPath }] of files.entries()) await writeTicket(some[i] ?? some[0], fsPath);
  const [file] = files;
  const where = path.basename(some.length === 1 ? file.fsPath : path.dirname(file.fsPath));
  const what = some.length === 1 ? 'the ticket' : `the tickets of ${some.length} runs`;
  void vscode.window.showInformationMessage(
    `Exported ${what} (trial 0, last round, with rewound weights) to ${plain(where)}.`,
  );
  return files;
}

type Files = readonly [vscode.Uri, ...vscode.Uri[]];

async function askFile(run: OpenRun): Promise<Files | undefined> {
  const uri = await vscode.window.showSaveDialog({
    title: 'Export Ticket',
    defaultUri: vscode.Uri.file(
      path.join(folderOfRun(run.path, run.specPath), `${fileName(nameOf(run))}.safetensors`),
    ),
    filters: { safetensors: ['safetensors'] },
  });
  return uri && [uri];
}

/** A new file for each run, named after the run, in a folder that the user picks. */
async function askFiles([run, ...more]: Some): Promise<Files | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: `Export ${more.length + 1} Tickets`,
      openLabel: 'Export Here',
      defaultUri: vscode.Uri.file(folderOfRun(run.path, run.specPath)),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (!folder) return undefined;
  const names = distinct([run, ...more].map((one) => fileName(nameOf(one))));
  const fileOf = (_: OpenRun, i: number): vscode.Uri =>
    vscode.Uri.joinPath(folder, `${names[i] ?? ''}.safetensors`);
  const files: Files = [fileOf(run, 0), ...more.map((one, i) => fileOf(one, i + 1))];
  const taken = files.find(({ fsPath }) => fs.existsSync(fsPath));
  if (taken) throw new Error(`${path.basename(taken.fsPath)} already exists. Choose another folder.`);
  return files;
}

async function writeTicket({ path: place }: OpenRun, file: string): Promise<void> {
  const round = lastRound(place);
  const tensors = exportTicket(place, { trial: 0, arm: 'ticket', round, weights: 'reset' });
  const about = { weights: 'reset', arm: 'ticket', trial: '0', round: String(round) };
  await writeOutput(targetOf(file), encode(tensors, about));
}

async function nameAndTag({ path: place, name }: OpenRun): Promise<void> {
  const label = readLabel(place);
  const given = await vscode.window.showInputBox({
    title: 'Edit Name and Tags (1/2): Name',
    value: label.name ?? '',
    placeHolder: name,
    prompt: 'A name for the run. Leave empty to use the values that differ from other runs.',
  });
  if (given === undefined) return;
  const tags = await vscode.window.showInputBox({
    title: 'Edit Name and Tags (2/2): Tags',
    value: label.tags.join(', '),
    prompt: 'Tags, separated by commas.',
  });
  if (tags === undefined) return;
  writeLabel(place, { name: given.trim(), tags: [...new Set(tagsOf(tags))] });
}

/** Adds tags to several runs, and keeps their own. */
async function addTags(some: Some): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: `Add Tags to ${some.length} Runs`,
    prompt: 'Tags, separated by commas. The runs keep the tags they have.',
  });
  if (text === undefined) return;
  for (const { path: place } of some) {
    const { name = '', tags } = readLabel(place);
    writeLabel(place, { name, tags: [...new Set([...tags, ...tagsOf(text)])] });
  }
}

const tagsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((tag) => tag.trim().replace(/^#/, ''))
    .filter(Boolean);

async function deleteRuns(some: Some, runs: OpenRuns): Promise<void> {
  refuseLive(some);
  const what = some.length === 1 ? `run ${nameOf(some[0])}` : `${some.length} runs`;
  const networks = some.reduce((sum, { finished }) => sum + finished, 0);
  const isSure = await vscode.window.showWarningMessage(
    `Delete ${what}?`,
    {
      modal: true,
      detail: `This moves ${some.length === 1 ? some[0].path : some.map(nameOf).join(', ')} with ${networks} trained networks to the trash, if there is one.`,
    },
    'Delete',
  );
  if (isSure === undefined) return;
  // A run may have started while the dialog was open.
  await runs.look();
  refuseLive(some.flatMap(({ path: place }) => runs.find(place) ?? []));
  const left: vscode.Uri[] = [];
  for (const { path: place } of some) {
    const uri = vscode.Uri.file(place);
    if (fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      // Deletes only the link: the run itself lies elsewhere, and may belong to someone else.
      fs.unlinkSync(place);
      continue;
    }
    try {
      await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
    } catch {
      left.push(uri);
    }
  }
  if (left.length === 0) return;
  const isForever = await vscode.window.showWarningMessage(
    `Cannot move ${some.length === 1 ? what : `${left.length} runs`} to the trash. Delete permanently?`,
    { modal: true },
    'Delete Permanently',
  );
  if (isForever === undefined) return;
  for (const uri of left) await vscode.workspace.fs.delete(uri, { recursive: true });
}

function refuseLive(some: readonly OpenRun[]): void {
  const live = some.find(isLive);
  if (live) throw new Error(`${nameOf(live)} is still training. Stop it, then delete it.`);
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
