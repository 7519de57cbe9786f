// Tests the language features through the editor's commands.
import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type * as Code from 'vscode';
import { check } from '../../../src/language/check';
import { extensionFolder } from './notifications';
import type { HostTest, Mode } from './tests';
import { folderOf, marked, open, rewrite, untitled, until } from './tools';

const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';
const layered = `ticket: 1
workload: mnist
model: { kind: mlp, layers: { fc1: 300, fc2: 100 } }
prune:
  rates: { fc1: 0.3, output: 0.1 }
sweep:
  prune.rates.fc1: [0.2, 0.3]
`;

/** Stacks of processes that the extension started since `watchProcesses`. */
const started: string[] = [];

/** Starts watching; the extension's bundle calls these functions as members of the module. */
export function watchProcesses(vscode: typeof Code): void {
  const own = extensionFolder(vscode);
  const module = childProcess as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
    const original = module[name];
    assert(original);
    module[name] = (...args) => {
      // Other extensions in the same host may start processes.
      const { stack = '' } = new Error();
      if (stack.includes(path.join(own, 'dist/extension.js')))
        started.push(`${name} ${String(args[0])} ${stack}`);
      return original(...args);
    };
  }
}

export function languageTests(mode: Mode): Readonly<Record<string, HostTest>> {
  return {
    async 'problems are those of ticket check, each with a page that explains it'(vscode) {
      const document = await open(vscode, 'bad.ticket.yaml');
      const found = await problemsOf(vscode, document, ({ length }) => length > 0);
      const { problems } = check(document.getText());
      assert.deepEqual(
        found.map(({ message, range, source }) => [message, range.start.line, range.start.character, source]),
        problems.map(({ message, remedy, range }) => [
          remedy === undefined ? message : `${message} ${remedy}`,
          range.start.line - 1,
          range.start.column - 1,
          'ticket',
        ]),
      );
      for (const { code } of found) {
        assert(typeof code === 'object' && /^command:ticket\.openDocs/.test(code.target.toString()));
      }
    },

    async 'problems follow the text, and go with the document'(vscode) {
      const document = await untitled(vscode, `${head}prune: { rate: 2 }\n`);
      await problemsOf(vscode, document, ([first]) => first?.message.includes('prune.rate') === true);
      await rewrite(vscode, document, `${head}seed: -1\n`);
      await problemsOf(vscode, document, ([first]) => first?.message.includes('seed') === true);
      await rewrite(vscode, document, head);
      await problemsOf(vscode, document, ({ length }) => length === 0);
      await rewrite(vscode, document, `${head}seed: -1\n`);
      await problemsOf(vscode, document, ({ length }) => length === 1);
      // For extensions, this closes the document and opens another one.
      await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      await problemsOf(vscode, document, ({ length }) => length === 0);
    },

    async 'a page that explains a problem is shown'(vscode) {
      const file = await vscode.commands.executeCommand<Code.Uri>(
        'ticket.openDocs',
        'problems',
        'unknown-key',
      );
      assert(fs.existsSync(file.fsPath), file.fsPath);
      const isShown = ({ input }: Code.Tab): boolean =>
        input instanceof vscode.TabInputWebview && input.viewType.includes('markdown.preview');
      const tabs = (): readonly Code.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const tab = await until('a page in the editor', () => tabs().find(isShown));
      await vscode.window.tabGroups.close(tab);
      assert.equal(await vscode.commands.executeCommand('ticket.openDocs', '../../secret', ''), undefined);
    },

    async 'hover tells meaning, default and unit, the ladder, an equation, a shape'(vscode) {
      const says = async (text: string, ...parts: readonly RegExp[]): Promise<void> => {
        const { document, position } = await marked(vscode, text);
        const hovers = await ask<readonly Code.Hover[]>(vscode, 'Hover', document, position);
        const told = hovers.flatMap(({ contents }) =>
          contents.map((one) => (one as Code.MarkdownString).value),
        );
        for (const part of parts) assert.match(told.join('\n'), part);
      };
      await says(`${head}run: { check|pointSeconds: 5 }\n`, /Time between/, /Unit: seconds/, /Default: `30`/);
      await says(`${head}prune: { rou|nds: 3 }\n`, /\| 3 \| [\d,]+ \| 5\d\.\d+% \|/);
      await says(`${head}prune:\n  ra|te: 0.5\n`, /weights left/);
      await says(
        `${head}train: { optimizer: ad|am }\n`,
        /m̂/,
        /arxiv\.org\/abs\/1412\.6980/,
        /ticket\.openDocs/,
      );
      await says(layered.replace('fc1: 300', 'f|c1: 300'), /784 × 300/, /235,200/);
    },

    async 'notes beside the text say what follows'(vscode) {
      const only = layered.replace(/sweep[^]*/, '').replace(', output: 0.1', '');
      const text = `${only}train: { iterations: 2 epochs }\n`;
      const document = await untitled(vscode, text);
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = await vscode.commands.executeCommand<readonly Code.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      assert.deepEqual(
        hints.map(({ label, position }) => [document.lineAt(position).text.trim().slice(0, 5), label]),
        [
          ['model', '266,610 parameters'],
          ['rates', '0.08% left'],
          ['train', '= 1,834 iterations'],
        ],
      );
    },

    async 'outline and folding know the parts'(vscode) {
      const text = `# one\n# two\n${layered}claims:\n  - says: it wins\n    metric: testAccuracy\n    value: ticket\n    atLeast: 0.9\n`;
      const document = await untitled(vscode, text);
      const symbols = await vscode.commands.executeCommand<readonly Code.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      assert.deepEqual(
        symbols.map(({ name }) => name),
        ['ticket', 'workload', 'model', 'prune', 'sweep', 'claims'],
      );
      const layers = symbols[2]?.children.find(({ name }) => name === 'layers')?.children;
      assert.deepEqual(
        layers?.map(({ name, detail }) => [name, detail]),
        [
          ['fc1', '300'],
          ['fc2', '100'],
        ],
      );
      assert.equal(symbols[5]?.children[0]?.name, 'it wins');
      const folds = await vscode.commands.executeCommand<readonly Code.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        document.uri,
      );
      assert.deepEqual(
        folds.map(({ start, end }) => [start, end]),
        [
          [0, 1],
          [5, 6],
          [7, 8],
          [9, 13],
          [10, 13],
        ],
      );
    },

    async 'links lead to modules that are there'(vscode) {
      const document = await open(vscode, 'own.ticket.yaml');
      const links = await vscode.commands.executeCommand<readonly Code.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      assert.deepEqual(
        links.map(({ target }) => target && path.basename(target.path)),
        ['my-net.mjs'],
      );
    },

    async 'a layer is renamed where it is given and where it is used'(vscode) {
      const { document, position } = await marked(vscode, layered.replace('{ fc1: 0.3', '{ f|c1: 0.3'));
      const edit = await vscode.commands.executeCommand<Code.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        position,
        'first',
      );
      assert(await vscode.workspace.applyEdit(edit));
      assert.equal(document.getText(), layered.replaceAll('fc1', 'first'));
      await assert.rejects(async () =>
        vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, 'fc2'),
      );
    },

    async 'the name of a layer leads to where it is given'(vscode) {
      const { document, position } = await marked(vscode, layered.replace('rates.fc1', 'rates.f|c1'));
      const [place] = await ask<readonly Code.Location[]>(vscode, 'Definition', document, position);
      assert(place);
      assert.equal(document.offsetAt(place.range.start), layered.indexOf('fc1: 300'));
      const references = await ask<readonly Code.Location[]>(vscode, 'Reference', document, position);
      assert.equal(references.length, 3);
    },

    async 'quick fixes are offered and make the edit in their title'(vscode) {
      const becomes = async (text: string, title: string, result: string): Promise<void> => {
        const { document, position } = await marked(vscode, text);
        await vscode.window.showTextDocument(document);
        const found = await vscode.commands.executeCommand<readonly Code.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          new vscode.Range(position, position),
        );
        const action = found.find((one) => one.title === title);
        assert(action?.edit, `${title} is not among ${found.map((one) => one.title).join(', ')}`);
        assert(await vscode.workspace.applyEdit(action.edit));
        assert.equal(document.getText(), result);
      };
      await becomes(`${head}pru|en: { rate: 0.3 }\n`, 'Change to prune', `${head}prune: { rate: 0.3 }\n`);
      await becomes(`${head}seed: 1\ns|eed: 2\n`, 'Remove this seed', `${head}seed: 1\n`);
      await becomes(
        '|ticket: 1\nmodel: mlp\n',
        'Insert workload',
        'ticket: 1\nworkload: fashion-mnist\nmodel: mlp\n',
      );
      await becomes(
        `${head}train: { optimizer: a|dam }\n`,
        'Convert adam to a map with options',
        `${head}train: { optimizer: { kind: adam } }\n`,
      );
    },

    async 'formatting keeps comments and meaning'(vscode) {
      const text = `# first\nticket:   1 # one\nworkload: {kind: mnist,  validation: 5000}\n\n\n\nmodel: mlp # last\n`;
      const document = await untitled(vscode, text);
      const edits = await vscode.commands.executeCommand<readonly Code.TextEdit[]>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        { tabSize: 2, insertSpaces: true },
      );
      const edit = new vscode.WorkspaceEdit();
      edit.set(document.uri, [...edits]);
      assert(await vscode.workspace.applyEdit(edit));
      assert.equal(
        document.getText(),
        '# first\nticket: 1 # one\nworkload: { kind: mnist, validation: 5000 }\n\nmodel: mlp # last\n',
      );
    },

    async 'above a spec stands what can be done with it'(vscode) {
      const titles = async (document: Code.TextDocument): Promise<readonly string[]> => {
        const lenses = await vscode.commands.executeCommand<readonly Code.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          document.uri,
        );
        return lenses.map(({ command }) => command?.title.replace(/\$\(.*?\) /, '') ?? '');
      };
      assert.deepEqual(
        await titles(await open(vscode, 'good.ticket.yaml')),
        mode === 'trusted' ? ['Run'] : [],
      );
      assert.deepEqual(await titles(await open(vscode, 'bad.ticket.yaml')), ['2 problems']);
    },

    ...(mode === 'trusted' ? moduleTests : restrictedModuleTests),
  };
}

const totals = async (vscode: typeof Code, document: Code.TextDocument): Promise<readonly unknown[]> => {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<readonly Code.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    whole,
  );
  return hints.map(({ label }) => label);
};

const moduleTests: Readonly<Record<string, HostTest>> = {
  async 'a module of the user’s is asked for its layers'(vscode) {
    const document = await open(vscode, 'own.ticket.yaml');
    await until('what the module says', async () =>
      (await totals(vscode, document)).includes('2,274 parameters'),
    );
    await problemsOf(vscode, document, ({ length }) => length === 0);
    assert(started.length > 0);
    assert(fs.existsSync(path.join(folderOf(vscode), 'asked')));
  },

  async 'a file that a run writes does not load the modules of open specs again'(vscode) {
    const document = await open(vscode, 'own.ticket.yaml');
    await until('what the module says', async () =>
      (await totals(vscode, document)).includes('2,274 parameters'),
    );
    const files = vscode.workspace.createFileSystemWatcher('**');
    const reported = new Set<string>();
    files.onDidCreate(({ fsPath }) => reported.add(fsPath));
    /** Makes a file, and folders one after another: the editor watches a new folder only once it has seen it. */
    const write = async (name: string): Promise<void> => {
      let at = folderOf(vscode);
      for (const part of name.split('/')) {
        at = path.join(at, part);
        if (fs.existsSync(at)) continue;
        if (part.includes('.', 1)) fs.writeFileSync(at, '{}');
        else fs.mkdirSync(at);
        await until(`the report of ${at}`, () => reported.has(at));
      }
    };
    /** The number of processes started, once it no longer grows: the extension loads modules after a pause. */
    const settled = async (): Promise<number> => {
      const { length } = started;
      await pause(1000);
      return started.length === length ? length : settled();
    };
    const before = await settled();
    await write('.ticket/runs/written/rounds/00.json');
    assert.equal(await settled(), before);
    await write('other.mjs');
    await until('the module again', () => started.length > before);
    files.dispose();
    fs.rmSync(path.join(folderOf(vscode), '.ticket/runs/written'), { recursive: true });
  },

  async 'an error in a module is reported at its place in the spec until it is fixed'(vscode) {
    const module = path.join(folderOf(vscode), 'my-net.mjs');
    const source = fs.readFileSync(module, 'utf8');
    const document = await open(vscode, 'own.ticket.yaml');
    fs.writeFileSync(module, `throw new Error('not today');\n${source}`);
    await problemsOf(vscode, document, ([first]) => first?.message.includes('not today') === true);
    fs.writeFileSync(module, source);
    await problemsOf(vscode, document, ({ length }) => length === 0);
  },

  async 'a module outside of the workspace is not run'(vscode) {
    const outside = path.join(folderOf(vscode), '..', 'outside.mjs');
    fs.writeFileSync(
      outside,
      `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(`${outside}.ran`)}, '');`,
    );
    fs.symlinkSync(outside, path.join(folderOf(vscode), 'linked.mjs'));
    for (const name of ['../outside.mjs', './linked.mjs']) {
      const file = path.join(folderOf(vscode), 'outside.ticket.yaml');
      fs.writeFileSync(file, `ticket: 1\nworkload: spirals\nmodel: { module: ${name} }\n`);
      const document = await vscode.workspace.openTextDocument(file);
      await until('the text that was written', () => document.getText().includes(name));
      await problemsOf(
        vscode,
        document,
        ([first]) => first?.message.includes('outside the workspace') === true,
      );
    }
    assert(!fs.existsSync(`${outside}.ran`));
  },
};

const restrictedModuleTests: Readonly<Record<string, HostTest>> = {
  async 'a user module is not loaded, and a problem says so'(vscode) {
    const document = await open(vscode, 'own.ticket.yaml');
    const [found] = await problemsOf(vscode, document, ({ length }) => length === 1);
    assert.match(found?.message ?? '', /has not loaded.*Trust the workspace/);
  },

  async 'running is refused'(vscode) {
    const { uri } = await open(vscode, 'good.ticket.yaml');
    for (const name of [...['run', 'runWithOptions', 'resume', 'stop', 'stopNow', 'setUp'], 'doctor'].map(
      (one) => `ticket.${one}`,
    ))
      assert.equal(await vscode.commands.executeCommand(name, uri), undefined, name);
  },

  'nothing was started'(vscode) {
    assert(!fs.existsSync(path.join(folderOf(vscode), 'asked')));
    assert.deepEqual(started, []);
  },
};

/** The problems of a document, once they are as expected. */
const problemsOf = (
  vscode: typeof Code,
  document: Code.TextDocument,
  isExpected: (found: readonly Code.Diagnostic[]) => boolean,
): Promise<readonly Code.Diagnostic[]> =>
  until('the problems that are expected', () => {
    const found = vscode.languages.getDiagnostics(document.uri);
    return isExpected(found) && found;
  });

const ask = <T>(
  vscode: typeof Code,
  what: 'Hover' | 'Definition' | 'Reference',
  document: Code.TextDocument,
  position: Code.Position,
): Thenable<T> => vscode.commands.executeCommand<T>(`vscode.execute${what}Provider`, document.uri, position);
