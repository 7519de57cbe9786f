// Shared by the commands that create files: arguments, folder, file name, writing.
import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { freeName, nameProblem, withSuffix } from '../templates';

/** A command's arguments. The command asks only for missing ones. */
export interface Wish {
  readonly folder?: string;
  readonly name?: string;
  readonly template?: string;
  readonly kind?: string;
  /** Whether to add the module to the active spec. */
  readonly use?: boolean;
}

/** Parses the argument: the explorer passes a URI, other extensions and keybindings an object, the palette nothing. */
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

/** The workspace folder for a new file; undefined if the user cancels. At least one folder is open. */
export async function askFolder(placeHolder: string): Promise<string | undefined> {
  const [first, ...more] = vscode.workspace.workspaceFolders ?? [];
  if (more.length === 0) return first?.uri.fsPath;
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri.fsPath;
}

export interface NameQuestion {
  readonly title: string;
  readonly folder: string;
  /** Base of the suggested name. */
  readonly base: string;
  readonly suffix: string;
  /** The requested name, if any. */
  readonly wanted: string | undefined;
}

/**
 * An unused name for a new file; undefined if the user cancels.
 *
 * @throws {Error} if the wanted name is invalid or taken.
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
    prompt: `File name in ${vscode.workspace.asRelativePath(folder)}`,
    value,
    valueSelection: [0, value.length - suffix.length],
    validateInput: problem,
  });
  return name === undefined ? undefined : withSuffix(name, suffix);
}

/** @throws {Error} if the file exists. */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await fs.writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (!isThere(error)) throw error;
    throw new Error(`${path.basename(file)} already exists. Choose another name.`, { cause: error });
  }
}

/** Writes ticket.d.ts into a module's folder, unless it exists. */
export async function writeTypes(templates: string, folder: string): Promise<void> {
  const name = 'ticket.d.ts';
  const text = await fs.readFile(path.join(templates, name), 'utf8');
  await fs.writeFile(path.join(folder, name), text, { flag: 'wx' }).catch((error: unknown) => {
    if (!isThere(error)) throw error;
  });
}

const isThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';

/** Shows a document and selects the first group of the first match, or places the cursor at the match's end. */
export async function showAt(document: vscode.TextDocument, place: RegExp): Promise<void> {
  const found = place.exec(document.getText());
  const end = found ? found.index + found[0].length : 0;
  const start = end - (found?.[1]?.length ?? 0);
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection, preview: false });
}
