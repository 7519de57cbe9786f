// Descriptions of the user's modules for the open specs. Describing a module runs its code, so this happens in a
// separate process, and only in a trusted workspace.
import * as vscode from 'vscode';
import type { KnownModules } from '../../language/editor/parsed-documents';
import { isWithin } from '../../runs/places';
import { examine, type Describe } from '../examine';
import { askModule, within } from './modules';
import { runsFolders, workFolder } from './work-folder';

/** Wait after the last keystroke before describing modules. */
const PAUSE_MS = 300;

type Answers = ReturnType<KnownModules['of']>;
const nothing: Answers = { known: {}, ofCombinations: [] };

export function knownModules(context: vscode.ExtensionContext): KnownModules {
  const known = new WeakMap<vscode.TextDocument, Answers>();
  const waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  const latest = new WeakMap<vscode.TextDocument, object>();
  // Answers by module and question, valid until a module in the workspace changes.
  const asked = new Map<string, Promise<unknown>>();
  const changed = new vscode.EventEmitter<vscode.TextDocument>();

  const describe = (document: vscode.TextDocument): Describe => {
    return async (one) => {
      const module = within(one.module, workFolder(document.uri.fsPath));
      const key = `${module} ${one.question}`;
      const answer = asked.get(key) ?? askModule(context, { ...one, module });
      asked.set(key, answer);
      return answer;
    };
  };

  const update = async (document: vscode.TextDocument): Promise<void> => {
    const text = document.getText();
    if (!vscode.workspace.isTrusted || !/\b(module|folder)\b/.test(text)) return;
    const own = {};
    latest.set(document, own);
    const { combinations, ...one } = await examine(text, document.fileName, describe(document));
    const ofCombinations = (combinations ?? []).map((each) => each.known);
    const before = known.get(document) ?? nothing;
    const now = { known: one.known, ofCombinations };
    // A slow module may answer after the next question is asked.
    if (document.isClosed || latest.get(document) !== own) return;
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    known.set(document, now);
    changed.fire(document);
  };
  const later = (document: vscode.TextDocument): void => {
    if (document.languageId !== 'ticket-yaml' || document.uri.scheme !== 'file') return;
    clearTimeout(waiting.get(document));
    waiting.set(
      document,
      setTimeout(() => {
        waiting.delete(document);
        void update(document);
      }, PAUSE_MS),
    );
  };
  const all = (): void => {
    asked.clear();
    vscode.workspace.textDocuments.forEach(later);
  };
  const onFile = ({ fsPath }: vscode.Uri): void => {
    if (!isOfRun(fsPath)) all();
  };
  const files = vscode.workspace.createFileSystemWatcher('**/*.{js,mjs,cjs,json}');
  context.subscriptions.push(
    changed,
    files,
    files.onDidChange(onFile),
    files.onDidCreate(onFile),
    files.onDidDelete(onFile),
    vscode.workspace.onDidOpenTextDocument(later),
    vscode.workspace.onDidChangeTextDocument(({ document }) => later(document)),
    vscode.workspace.onDidGrantWorkspaceTrust(all),
    // `ticket.node` may have changed.
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('ticket') && all()),
    vscode.workspace.onDidCloseTextDocument((document) => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
    }),
    { dispose: () => waiting.forEach((timer) => clearTimeout(timer)) },
  );
  all();
  return { of: (document) => known.get(document) ?? nothing, onDidChange: changed.event };
}

/** Whether the file lies in a runs folder: a run that trains writes many, and no module. */
function isOfRun(file: string): boolean {
  try {
    return runsFolders().some((folder) => isWithin(folder, file));
  } catch {
    // An invalid setting names no folder.
    return false;
  }
}
