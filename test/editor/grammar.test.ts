// Tests syntax highlighting of specs with the editor's own tokenizer and YAML grammar.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { schema } from '../../src/language/schema';
import { installedEditor, missing, type Editor } from './installed';

const section = 'keyword.control.section.ticket-yaml';
const unit = 'keyword.other.unit.ticket-yaml';

type Grammar = Readonly<Record<string, unknown>> & { readonly scopeName: string };
interface Tokenizer {
  tokenizeLine(
    line: string,
    state: unknown,
  ): {
    readonly ruleStack: unknown;
    readonly tokens: readonly { startIndex: number; endIndex: number; scopes: readonly string[] }[];
  };
}

/** The parts of vscode-textmate and vscode-oniguruma used here. */
interface TextMate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: {
    onigLib: Promise<unknown>;
    loadGrammar: (scope: string) => Promise<Grammar | undefined>;
  }) => { loadGrammar(scope: string): Promise<Tokenizer> };
}
interface Oniguruma {
  readonly OnigScanner: new (patterns: readonly string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
  loadWASM(bytes: ArrayBufferLike): Promise<void>;
}

type Find = (text: string, scope: string) => readonly string[];

/** Returns a function that lists the pieces of a text with a given scope. */
async function tokenizer({ code }: Editor): Promise<Find> {
  const require = createRequire(path.join(code, 'package.json'));
  const { Registry, INITIAL } = require('vscode-textmate') as TextMate;
  const oniguruma = require('vscode-oniguruma') as Oniguruma;
  await oniguruma.loadWASM(fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);
  const yaml = path.join(code, 'extensions/yaml/syntaxes');
  const grammars = ['media/ticket-yaml.tmLanguage.json']
    .concat(fs.readdirSync(yaml).map((name) => path.join(yaml, name)))
    .map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Grammar);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: readonly string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => Promise.resolve(grammars.find(({ scopeName }) => scopeName === scope)),
  });
  const grammar = await registry.loadGrammar('source.ticket-yaml');
  return (text, scope) => {
    let state = INITIAL;
    return text.split('\n').flatMap((line) => {
      const { ruleStack, tokens } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return tokens
        .filter(({ scopes }) => scopes.includes(scope))
        .map((token) => line.slice(token.startIndex, token.endIndex));
    });
  };
}

describe('highlighting', () => {
  let find: Find | undefined;
  before(async () => {
    const editor = await installedEditor();
    find = editor && (await tokenizer(editor));
  });

  const claim = (name: string, prove: (find: Find) => void): void => {
    test(name, (t) => {
      if (find) prove(find);
      else t.skip(missing);
    });
  };

  claim('knows each key that a spec can have at its root', (find) => {
    const keys = Object.keys(schema.properties);
    assert.deepEqual(find(keys.map((key) => `${key}: 1`).join('\n'), section), keys);
  });

  claim('takes the same words further in for keys like others', (find) => {
    const text = 'workload: { train: 600 }\nmodel:\n  run: 1\nother: 2\n# seed: 1';
    assert.deepEqual(find(text, section), ['workload', 'model']);
    assert.deepEqual(find(text, 'entity.name.tag.yaml'), ['workload', 'train', 'model', 'run', 'other']);
  });

  claim('knows the units of time in training, quoted or not', (find) => {
    const text = 'rewind: { to: 500 iterations }\ntrain:\n  iterations: "5.5 epochs"\n  x: 1 iteration # c';
    assert.deepEqual(find(text, unit), ['iterations', 'epochs', 'iteration']);
    assert.deepEqual(find(text, 'constant.numeric.ticket-yaml'), ['500', '5.5', '1']);
  });

  claim('sees no unit in a sentence', (find) => {
    assert.deepEqual(find('title: 500 iterations more\nsays: after 500 iterations', unit), []);
  });
});
