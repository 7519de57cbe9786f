// The settings of the extension, as they are in effect and as they must be. What is wrong with one is told where it is
// set, and by what needs it.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** A setting cannot be used as it is. */
export class SettingError extends Error {
  constructor(
    /** Such as `ticket.node`. */
    readonly setting: string,
    problem: string,
  ) {
    super(`The setting ${setting} ${problem}`);
  }
}

export type Device = 'auto' | 'cpu' | 'gpu';

interface Kind {
  /** What is a name, and not a path from the folder on. */
  isName?(value: string): boolean;
  /** What is wrong with what is there, if anything. */
  problem(value: string, stat: fs.Stats | undefined): string | undefined;
}

const folderToMake: Kind = {
  problem: (value, stat) =>
    stat && !stat.isDirectory() ? `names ${value}, which is a file. It names a folder.` : undefined,
};

/** The settings that name a file or folder. */
const kinds: Readonly<Record<string, Kind>> = {
  'ticket.node': {
    isName: (value) => !/[/\\]/.test(value),
    problem: (value, stat) =>
      stat?.isFile() === true ? undefined : `names ${value}, which is no file. It names a Node program.`,
  },
  'ticket.tensorflow': {
    isName: (value) => value === 'embedded',
    problem: (value, stat) =>
      stat?.isDirectory() === true
        ? undefined
        : `names ${value}, which is no folder. It names a folder with TensorFlow, or is \`embedded\`.`,
  },
  'ticket.dataFolder': folderToMake,
  'ticket.runsFolder': folderToMake,
};

function problemOf(name: string, value: string, folder: string): string | undefined {
  const kind = kinds[name];
  if (!kind || value === '' || kind.isName?.(value) === true) return undefined;
  return kind.problem(value, fs.statSync(path.resolve(folder, value), { throwIfNoEntry: false }));
}

/**
 * The path, from the folder on, or the name that a setting is; undefined where it is not set.
 *
 * @throws {SettingError} where what it names is not what it must be.
 */
export function place(name: keyof typeof kinds, folder: string): string | undefined {
  const set: unknown = vscode.workspace.getConfiguration('', vscode.Uri.file(folder)).get(name) ?? '';
  if (typeof set !== 'string') throw new SettingError(name, `must be text, not ${JSON.stringify(set)}.`);
  const value = set.trim();
  const problem = problemOf(name, value, folder);
  if (problem !== undefined) throw new SettingError(name, problem);
  if (value === '') return undefined;
  return kinds[name]?.isName?.(value) === true ? value : path.resolve(folder, value);
}

/**
 * A whole number from `least` on.
 *
 * @throws {SettingError} where it is none.
 */
export function count(name: string, least: number): number {
  const value: unknown = vscode.workspace.getConfiguration().get(name) ?? least;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new SettingError(name, `must be a whole number from ${least} on, not ${JSON.stringify(value)}.`);
}

/** How many runs may train here at once. What is no such number is marked where it is set, and taken for one. */
export function jobs(): number {
  try {
    return count('ticket.jobs', 1);
  } catch {
    return 1;
  }
}

/** @throws {SettingError} where it is set to something else. */
export function device(): Device {
  const value: unknown = vscode.workspace.getConfiguration().get('ticket.device') ?? 'auto';
  if (value === 'auto' || value === 'cpu' || value === 'gpu') return value;
  throw new SettingError('ticket.device', `must be auto, cpu or gpu, not ${JSON.stringify(value)}.`);
}

/** Marks what is wrong in settings files that are open; types and ranges the editor checks itself. */
export function checkSettings(): vscode.Disposable {
  const found = vscode.languages.createDiagnosticCollection('ticket settings');
  const look = (document: vscode.TextDocument): void => {
    if (!/[/\\](settings\.json|[^/\\]+\.code-workspace)$/.test(document.fileName)) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? path.dirname(document.fileName);
    const all = [...document.getText().matchAll(/"(ticket\.\w+)"\s*:\s*("(?:[^"\\\n]|\\.)*")/g)];
    found.set(
      document.uri,
      all.flatMap(({ 0: whole, 1: name = '', 2: json = '""', index }) => {
        const problem = problemOf(name, parsed(json)?.trim() ?? '', folder);
        if (problem === undefined) return [];
        const start = index + whole.length - json.length;
        const range = new vscode.Range(document.positionAt(start), document.positionAt(start + json.length));
        const one = new vscode.Diagnostic(range, `It ${problem}`, vscode.DiagnosticSeverity.Warning);
        one.source = 'ticket';
        return [one];
      }),
    );
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.Disposable.from(
    found,
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => found.delete(uri)),
  );
}

function parsed(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}
