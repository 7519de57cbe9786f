// The command `Ticket: New Experiment`: creates a spec from a template.
import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  freeName,
  moduleOf,
  moduleSuffix,
  readTemplate,
  specSuffix,
  templateNames,
  type Template,
} from '../templates';
import { reached } from './steps';
import { askFolder, askName, showAt, wishOf, writeNew, writeTypes, type Wish } from './new-file';

/** Registers the command, which resolves to the new document's URI, or to undefined if the user cancels. */
export function registerNewExperiment(context: vscode.ExtensionContext): vscode.Disposable {
  const templates = context.asAbsolutePath('media/templates');
  return vscode.commands.registerCommand('ticket.newExperiment', async (argument: unknown) => {
    const made = await newExperiment(templates, await wishOf(argument));
    if (made) reached('written');
    return made;
  });
}

const titleOfSpec = /^title: (.*)$/m;

async function newExperiment(templates: string, wish: Wish): Promise<vscode.Uri | undefined> {
  const isAnywhere = wish.folder !== undefined || (vscode.workspace.workspaceFolders ?? []).length > 0;
  const chosen = await chooseTemplate(templates, wish.template, isAnywhere);
  if (!chosen) return undefined;
  const { id, text } = chosen;
  if (!isAnywhere) {
    const document = await vscode.workspace.openTextDocument({ language: 'ticket-yaml', content: text });
    await showAt(document, titleOfSpec);
    return document.uri;
  }
  const folder = wish.folder ?? (await askFolder('Select a folder for the new experiment'));
  if (folder === undefined) return undefined;
  const title = `New Experiment: ${chosen.name}`;
  const name = await askName({ title, folder, base: id, suffix: specSuffix, wanted: wish.name });
  if (name === undefined) return undefined;
  const file = path.join(folder, name);
  await writeNew(file, await withOwnModule(templates, folder, text));
  const document = await vscode.workspace.openTextDocument(file);
  await showAt(document, titleOfSpec);
  return document.uri;
}

type Chosen = Template & { readonly id: string };

/** Without a folder, offers only templates that need no module file. */
async function chooseTemplate(
  templates: string,
  wanted: string | undefined,
  hasFolder: boolean,
): Promise<Chosen | undefined> {
  const all = await Promise.all(
    templateNames.map(async (id) => ({
      ...readTemplate(await fs.readFile(path.join(templates, id + specSuffix), 'utf8')),
      id,
    })),
  );
  const offered = all.filter(({ text }) => hasFolder || moduleOf(text) === undefined);
  if (wanted !== undefined) {
    const found = offered.find(({ id }) => id === wanted);
    if (found) return found;
    throw new Error(
      `Template ${wanted} does not exist. Choose from ${offered.map(({ id }) => id).join(', ')}.`,
    );
  }
  const items = offered.map((one) => ({ label: one.name, detail: one.description, one }));
  const placeHolder = 'Select a template for the new experiment';
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.one;
}

/** Writes the template's model module under a free name, and returns the spec's text with that name. */
async function withOwnModule(templates: string, folder: string, text: string): Promise<string> {
  const module = moduleOf(text);
  if (module === undefined) return text;
  const base = module.slice(0, -moduleSuffix.length);
  const name = freeName(base, moduleSuffix, await fs.readdir(folder));
  await writeNew(path.join(folder, name), await fs.readFile(path.join(templates, 'model.mjs'), 'utf8'));
  await writeTypes(templates, folder);
  return text.replaceAll(`./${module}`, `./${name}`);
}
