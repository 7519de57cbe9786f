// Runs the completion table in the editor: the provider's suggestions, and the document after accepting one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type * as Code from 'vscode';
import { cases, modules, placed, type Case } from '../../language/assist/completion-cases';
import type { HostTest } from './tests';
import { folderOf, rewrite } from './tools';

/** Cases with a given module description run only in Node; here the extension queries the modules. */
const own = cases.filter(({ known }) => known === undefined);
/** The Node tests go through the whole table; only `npm run test:full` does so in the editor. */
const isFull = process.env.TICKET_TESTS === 'full';

export const completionTests: Readonly<Record<string, HostTest>> = {
  async 'every case of completion is suggested as the table has it'(vscode) {
    const documentOf = await documents(vscode);
    for (const one of own.filter((_, at) => isFull || at % 4 === 0)) {
      const all = (await suggested(vscode, one, await documentOf(one))).map(labelOf);
      const { labels, never = [], take } = one;
      const where = `${JSON.stringify(one.document)}: ${all.join(', ')}`;
      const some = labels?.length === 0 ? all : all.filter((label) => labels?.includes(label));
      if (labels) assert.deepEqual(some, labels, where);
      for (const label of never) assert(!all.includes(label), `${label} at ${where}`);
      if (take !== undefined) assert(all.includes(take), `${take} is not at ${where}`);
    }
  },
};

const asOneTakes = { undoStopBefore: true, undoStopAfter: true, keepWhitespace: true };

/** Each takes half a second, and the Node tests accept all of them. */
const accepted = own
  .filter(({ take, becomes }) => take !== undefined && becomes !== undefined)
  .filter((one, at) => isFull || at % 9 === 0);

/** These need a visible editor and are slow, so they run once. */
export const insertionTests: Readonly<Record<string, HostTest>> = {
  async 'every case of completion that is taken makes the document of the table'(vscode) {
    const documentOf = await documents(vscode);
    for (const one of accepted) {
      const document = await documentOf(one);
      const editor = await vscode.window.showTextDocument(document);
      const item = (await suggested(vscode, one, document)).find((each) => labelOf(each) === one.take);
      const where = `${JSON.stringify(one.document)}, ${one.take} taken`;
      assert(item?.insertText instanceof vscode.SnippetString && item.range, where);
      const range = 'replacing' in item.range ? item.range.replacing : item.range;
      await editor.insertSnippet(item.insertText, range, asOneTakes);
      for (const [i, text] of (one.fill ?? []).entries()) {
        if (i > 0) await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
        // Pastes at the tab stop where the snippet left the cursor.
        await vscode.commands.executeCommand('paste', { text });
      }
      await vscode.commands.executeCommand('leaveSnippet');
      assert.equal(withLf(document.getText()), withLf(one.becomes ?? ''), where);
    }
  },
};

/** A document has one kind of line ending. */
const withLf = (text: string): string => text.replaceAll('\r\n', '\n');

const labelOf = ({ label }: Code.CompletionItem): string => (typeof label === 'string' ? label : label.label);

async function suggested(
  vscode: typeof Code,
  one: Case,
  document: Code.TextDocument,
): Promise<readonly Code.CompletionItem[]> {
  const { text, offset } = placed(one.document);
  const lines = withLf(text.slice(0, offset)).split('\n');
  const { items } = await vscode.commands.executeCommand<Code.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0),
  );
  // test/templates/snippets.test.ts tests the snippets.
  return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Snippet);
}

/** Opens a case's document in an editor, one document per kind of line ending, next to the table's modules. */
async function documents(vscode: typeof Code): Promise<(one: Case) => Promise<Code.TextDocument>> {
  const folder = fs.mkdtempSync(path.join(folderOf(vscode), 'cases-'));
  for (const module of modules) {
    const file = path.join(folder, module);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, '');
  }
  const make = (name: string, text: string): Thenable<Code.TextDocument> => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return vscode.workspace.openTextDocument(file);
  };
  const [lf, crlf] = [await make('lf.ticket.yaml', '\n'), await make('crlf.ticket.yaml', '\r\n')];
  return async (one) => {
    const { text } = placed(one.document);
    const document = text.includes('\r\n') ? crlf : lf;
    await rewrite(vscode, document, text);
    return document;
  };
}
