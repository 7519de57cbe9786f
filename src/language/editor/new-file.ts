// What the commands that make files have in common: whose wish it is, where the file goes, how it is called.
import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { freeName, nameProblem, withSuffix } from '../templates';

/** What a command was called with. What is named is not asked for. */
export interface Wish {
  readonly folder?: string;
  readonly name?: string;
  readonly template?: string;
  readonly kind?: string;
  /** Whether the module is put into the spec that is open. */
  readonly use?: boolean;
}

/** The explorer calls with a folder or a file, other extensions and keybindings with options, the palette with nothing. */
export async function wishOf(argument: unknown): Promise<Wish> {
  if (argument instanceof vscode.Uri) return { folder: await folderOf(argument.fsPath) };
  if (typeof argument !== 'object' || argument === null) return {};
  const { folder, use, ...words } = argument as Readonly<Record<string, unknown>>;
  const word = (key: keyof Wish): Partial<Wish> =>
    typeof words[key] === 'string' ? { [key]: words[key] } : {};
  const place = folder instanceof vscode.Uri ? folder.fsPath : folder;
  return {
    ...(typeof place === 'string' && { folder: place }),
    ...(typeof use === 'boolean' && { use }),
    ...word('name'),
    ...word('template'),
    ...word('kind'),
  };
}

async function folderOf(place: string): Promise<string> {
  return (await fs.stat(place)).isDirectory() ? place : path.dirname(place);
}

/** Where a file goes: undefined where somebody who was asked chose nothing. At least one folder is open. */
export async function askFolder(placeHolder: string): Promise<string | undefined> {
  const [first, ...more] = vscode.workspace.workspaceFolders ?? [];
  if (more.length === 0) return first?.uri.fsPath;
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri.fsPath;
}

export interface NameQuestion {
  readonly title: string;
  readonly folder: string;
  /** What the name that is offered begins with. */
  readonly base: string;
  readonly suffix: string;
  /** The name that was asked for, if one was. */
  readonly wanted: string | undefined;
}

/**
 * The name of a new file, which the folder does not have yet; undefined where somebody chose none.
 *
 * @throws {Error} where the wanted name is none or is taken.
 */
export async function askName({
  title,
  folder,
  base,
  suffix,
  wanted,
}: NameQuestion): Promise<string | undefined> {
  const taken = await fs.readdir(folder);
  const problem = (name: string): string | undefined => nameProblem(name, suffix, taken);
  if (wanted !== undefined) {
    const wrong = problem(wanted);
    if (wrong !== undefined) throw new Error(wrong);
    return withSuffix(wanted, suffix);
  }
  const value = freeName(base, suffix, taken);
  const name = await vscode.window.showInputBox({
    title,
    prompt: `The file's name, in ${vscode.workspace.asRelativePath(folder)}`,
    value,
    valueSelection: [0, value.length - suffix.length],
    validateInput: problem,
  });
  return name === undefined ? undefined : withSuffix(name, suffix);
}

/** @throws {Error} where the file exists: nothing is written over. */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await fs.writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (!isThere(error)) throw error;
    throw new Error(`${path.basename(file)} exists already, and is not written over.`, { cause: error });
  }
}

/** The types of modules beside a module, unless they are there. */
export async function writeTypes(templates: string, folder: string): Promise<void> {
  const name = 'ticket.d.ts';
  const text = await fs.readFile(path.join(templates, name), 'utf8');
  await fs.writeFile(path.join(folder, name), text, { flag: 'wx' }).catch((error: unknown) => {
    if (!isThere(error)) throw error;
  });
}

const isThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';

/** Shows a document with the first match of `place` selected: its first group, or where it ends if it has none. */
export async function showAt(document: vscode.TextDocument, place: RegExp): Promise<void> {
  const found = place.exec(document.getText());
  const end = found ? found.index + found[0].length : 0;
  const start = end - (found?.[1]?.length ?? 0);
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection, preview: false });
}
