// The editor benchmark's part in the extension host: times the requests and writes the results to a file.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { median } from '../statistics';
import { asks, type Answer, type Ask, type Measured } from './requests';

const REPETITIONS = 9;
/** The typing pause of src/language/editor/diagnostics.ts. */
const PAUSE_MS = 150;

interface Named {
  readonly name: string;
  readonly problems: 'none' | 'some';
}

export async function run(): Promise<void> {
  const file = process.env.TICKET_BENCH_RESULTS ?? '';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const measured: Measured[] = [];
  let error: string | undefined;
  try {
    const specs = JSON.parse(fs.readFileSync(path.join(folder, 'specs.json'), 'utf8')) as readonly Named[];
    for (const [i, { name, problems }] of specs.entries()) {
      const uri = vscode.Uri.file(path.join(folder, `${i}.ticket.yaml`));
      measured.push({ name, times: await timesOf(uri, problems) });
    }
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const answer: Answer = { ...(error !== undefined && { error }), measured };
  fs.writeFileSync(file, JSON.stringify(answer));
}

async function timesOf(uri: vscode.Uri, problems: 'none' | 'some'): Promise<readonly string[]> {
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  const errors = (): number =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
  // Let the problems of the newly opened document appear first.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const typed: number[] = [];
  const busy: number[] = [];
  const version = Array.from({ length: document.lineCount }, (_, i) => i).find(
    (i) => document.lineAt(i).text === 'ticket: 1',
  );
  const { end } = document.lineAt(version ?? 0).range;
  const typedIn = new vscode.Range(end, end.translate(0, 1));
  for (let i = 0; i < 2 * REPETITIONS; i += 1) {
    const reported = problemsOf(uri);
    const changed = changeOf(document);
    await editor.edit((edit) => (i % 2 === 0 ? edit.insert(end, '0') : edit.delete(typedIn)));
    const from = await changed;
    const [at, longest] = await reported;
    // `ticket: 10` is an unknown version; the next edit restores the text.
    const wrong = i % 2 === 0 || problems === 'some';
    if (errors() > 0 !== wrong) throw new Error(`${uri.path}: ${errors()} errors after edit ${i}`);
    typed.push(at - from - PAUSE_MS);
    busy.push(longest);
  }
  const answers: string[] = [];
  for (const ask of asks) answers.push(summary(await timed(questions[ask], document, problems)));
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  return [summary(typed), summary(busy), ...answers];
}

/** Median and worst. */
const summary = (took: readonly number[]): string =>
  `${median(took).toFixed(0)} (${Math.max(...took).toFixed(0)})`;

/** Resolves to the time at which extensions learn of the next change. */
const changeOf = (document: vscode.TextDocument): Promise<number> =>
  new Promise((resolve) => {
    const heard = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      heard.dispose();
      resolve(performance.now());
    });
  });

/** Resolves to the time of the next problems and the longest block of the event loop until then. */
const problemsOf = (uri: vscode.Uri): Promise<readonly [number, number]> =>
  new Promise((resolve) => {
    let [last, longest] = [performance.now(), 0];
    const look = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last - 1);
      last = now;
    };
    const timer = setInterval(look, 1);
    const heard = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((one) => one.toString() === uri.toString())) return;
      const at = performance.now();
      look();
      heard.dispose();
      clearInterval(timer);
      resolve([at, longest]);
    });
  });

/** Each resolves to whether the reply has content. */
const questions: Readonly<Record<Ask, (document: vscode.TextDocument) => Promise<boolean>>> = {
  async completion({ uri, lineCount }) {
    const at = new vscode.Position(lineCount - 1, 0);
    const { items } = await ask<vscode.CompletionList>('executeCompletionItemProvider', uri, at);
    // Every list contains the snippets of package.json.
    return items.some(({ kind }) => kind !== vscode.CompletionItemKind.Snippet);
  },
  hover: (document) =>
    someOf('executeHoverProvider', document.uri, document.positionAt(document.getText().indexOf('workload'))),
  hints({ uri, lineCount }) {
    return someOf('executeInlayHintProvider', uri, new vscode.Range(0, 0, Math.min(300, lineCount - 1), 0));
  },
  outline: ({ uri }) => someOf('executeDocumentSymbolProvider', uri),
  async formatting({ uri }) {
    const options: vscode.FormattingOptions = { tabSize: 2, insertSpaces: true };
    await ask('executeFormatDocumentProvider', uri, options);
    return true; // A formatted document has no edits.
  },
};

const ask = <T>(command: string, ...args: readonly unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(`vscode.${command}`, ...args);

const someOf = async (command: string, ...args: readonly unknown[]): Promise<boolean> =>
  ((await ask<readonly unknown[] | undefined>(command, ...args)) ?? []).length > 0;

async function timed(
  question: (document: vscode.TextDocument) => Promise<boolean>,
  document: vscode.TextDocument,
  problems: 'none' | 'some',
): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < REPETITIONS; i += 1) {
    const start = performance.now();
    const isAnswered = await question(document);
    took.push(performance.now() - start);
    if (!isAnswered && problems === 'none')
      throw new Error(`${document.uri.path}: no reply to ${question.name}`);
  }
  return took;
}
