// Reads and validates the extension's settings. Reports an invalid one in the settings file and in the command that
// needs it.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** A setting is invalid. */
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
  /** Whether a value is a name instead of a path. */
  isName?(value: string): boolean;
  /** The problem with the file or folder at the path, if any. */
  problem(value: string, stat: fs.Stats | undefined): string | undefined;
}

const folderToMake: Kind = {
  problem: (value, stat) =>
    stat && !stat.isDirectory() ? `must name a folder, but ${value} is a file.` : undefined,
};

/** The settings that name a file or folder. */
const kinds: Readonly<Record<string, Kind>> = {
  'ticket.node': {
    isName: (value) => !/[/\\]/.test(value),
    problem: (value, stat) =>
      stat?.isFile() === true ? undefined : `must name a Node.js executable, but ${value} is not a file.`,
  },
  'ticket.tensorflow': {
    isName: (value) => value === 'embedded',
    problem: (value, stat) =>
      stat?.isDirectory() === true
        ? undefined
        : `must be \`embedded\` or name a folder with TensorFlow, but ${value} is not a folder.`,
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
 * The value of a path setting: a path resolved against the folder, or a name; undefined if unset.
 *
 * @throws {SettingError} if the value is invalid.
 */
export function place(name: keyof typeof kinds, folder: string): string | undefined {
  const set: unknown = vscode.workspace.getConfiguration('', vscode.Uri.file(folder)).get(name) ?? '';
  if (typeof set !== 'string') throw new SettingError(name, `must be a string, not ${JSON.stringify(set)}.`);
  const value = set.trim();
  const problem = problemOf(name, value, folder);
  if (problem !== undefined) throw new SettingError(name, problem);
  if (value === '') return undefined;
  return kinds[name]?.isName?.(value) === true ? value : path.resolve(folder, value);
}

/**
 * The value of an integer setting.
 *
 * @throws {SettingError} if it is not a whole number of at least `least`.
 */
export function count(name: string, least: number): number {
  const value: unknown = vscode.workspace.getConfiguration().get(name) ?? least;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new SettingError(name, `must be a whole number of at least ${least}, not ${JSON.stringify(value)}.`);
}

/** The maximum number of concurrent runs. An invalid value counts as 1; the settings file shows the problem. */
export function jobs(): number {
  try {
    return count('ticket.jobs', 1);
  } catch {
    return 1;
  }
}

/** @throws {SettingError} if the setting is invalid. */
export function device(): Device {
  const value: unknown = vscode.workspace.getConfiguration().get('ticket.device') ?? 'auto';
  if (value === 'auto' || value === 'cpu' || value === 'gpu') return value;
  throw new SettingError('ticket.device', `must be auto, cpu or gpu, not ${JSON.stringify(value)}.`);
}

/** Marks invalid values in open settings files. The editor itself checks types and ranges. */
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
        const one = new vscode.Diagnostic(range, `${name} ${problem}`, vscode.DiagnosticSeverity.Warning);
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
