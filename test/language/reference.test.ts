// Tests docs/reference/: up to date with the lab, complete, and with examples that check.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { isMap, parse, parseDocument } from 'yaml';
import type { Entry } from '../../src/lab/kinds';
import { check } from '../../src/language/check';
import { isRecord } from '../../src/language/json';
import { referencePages, referencePlace } from '../../src/language/reference';
import type { Lab } from '../../src/language/choice-schema';
import { lab } from '../../src/language/schema';

const folder = path.join('docs', 'reference');
const pages = referencePages();
const kinds = Object.keys(lab).filter((name): name is keyof Lab => name !== 'find');
const entries = kinds.flatMap((kind) => lab[kind].map((entry: Entry) => ({ kind, entry })));

/** The part of a page under one heading. */
function section({ page, anchor }: { readonly page: string; readonly anchor: string }): string {
  const parts = (pages.get(page) ?? '').split(/^## /m).filter((part) => part.startsWith(`${anchor}\n`));
  assert.equal(parts.length, 1, `${page}#${anchor}`);
  return parts[0] ?? '';
}

function placeOf(kind: keyof Lab, name: string): { readonly page: string; readonly anchor: string } {
  const place = referencePlace(kind, name);
  assert.ok(place, `${kind} ${name}`);
  return place;
}

/** The YAML blocks in a text. */
const blocks = (text: string): readonly string[] =>
  [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block);

/** A spec with the keys of a block, and the other required keys. */
function specWith(block: string): string {
  const document = parseDocument(block);
  assert.ok(isMap(document.contents));
  const needed = { ticket: 1, workload: 'mnist', model: 'mlp' };
  const lacking = Object.entries(needed).filter(([key]) => !document.has(key));
  return `${lacking.map(([key, value]) => `${key}: ${value}\n`).join('')}${block}`;
}

describe('docs/reference/', () => {
  test('has the pages that the lab declares now, and no other (npm run generate writes them)', async () => {
    assert.deepEqual(fs.readdirSync(folder).sort(), [...pages.keys()].sort());
    for (const [name, text] of pages) {
      const file = path.join(folder, name);
      const formatted = await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
      assert.equal(fs.readFileSync(file, 'utf8'), formatted, name);
    }
  });

  test('has a heading for every entry of every kind, and for nothing else', () => {
    const headings = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/^##+ (.*)$/gm)].map(([, heading = '']) => `${page}#${heading}`),
    );
    const expected = entries.map(({ kind, entry }) => placeOf(kind, entry.name));
    assert.deepEqual(headings.sort(), expected.map(({ page, anchor }) => `${page}#${anchor}`).sort());
  });

  test('has no entry whose anchor is that of the title of its page', () => {
    for (const text of pages.values()) {
      const [, title = ''] = /^# (.*)$/m.exec(text) ?? [];
      assert.ok(!text.includes(`## ${title.toLowerCase().replaceAll(' ', '-')}\n`), title);
    }
  });

  test('has links inside that lead to a page and a heading', () => {
    for (const [page, text] of pages) {
      for (const [, to = '', anchor] of text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g)) {
        const target = path.join(folder, to === '' ? page : to);
        assert.ok(fs.existsSync(target), `${page}: ${to}`);
        if (anchor !== undefined) section({ page: to === '' ? page : to, anchor });
      }
    }
  });

  test('has links to the papers', () => {
    const adam = section(placeOf('optimizers', 'adam'));
    assert.ok(adam.includes('[arXiv:1412.6980](https://arxiv.org/abs/1412.6980)'));
    const numbers = entries.flatMap(({ entry }) => entry.reference?.match(/arXiv:\d+\.\d+/g) ?? []);
    const links = [...pages.values()]
      .join('')
      .match(/\[arXiv:(\d+\.\d+)\]\(https:\/\/arxiv\.org\/abs\/\1\)/g);
    assert.equal(links?.length, numbers.length);
  });
});

describe('an entry in the reference', () => {
  for (const { kind, entry } of entries) {
    const text = section(placeOf(kind, entry.name));

    test(`${entry.name} of the ${kind} has what it declares`, () => {
      const options = Object.entries(entry.options.properties);
      const rows = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
      assert.deepEqual(rows, Object.keys(entry.options.properties));
      assert.ok(text.includes(entry.description) && text.includes(`Semantics: ${entry.semantics}\n`));
      assert.ok(entry.equation === undefined || text.includes(entry.equation));
      for (const [name, option] of options)
        assert.ok('description' in option && text.includes(String(option.description)), name);
    });

    test(`${entry.name} of the ${kind} has an example, and all its examples check and name it`, () => {
      assert.ok(blocks(text).length > 0);
      for (const block of blocks(text)) {
        // The example model's layers have different rates, which causes a warning with the global scope.
        const errors = check(specWith(block)).problems.filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, [], block);
        const value = innermost(parse(block));
        if (kind !== 'rewinds' || entry.name !== 'iteration') assert.equal(value, entry.name);
      }
    });
  }

  test('has the types of its options in words', () => {
    const rows: readonly (readonly [keyof Lab, string, string])[] = [
      ['models', 'mlp', '`layers` | a map from names to a whole number, at least 1'],
      ['models', 'mlp', '`activation` | one of `relu`, `tanh` | `relu`'],
      ['optimizers', 'adam', '`learningRate` | a number above 0 | `0.0012`'],
      ['optimizers', 'adam', '`beta1` | a number, at least 0 and below 1'],
      ['optimizers', 'sgd', '`nesterov` | `true` or `false` | `false`'],
      ['learningRates', 'warmup', '`iterations` | a time in training | required | iterations'],
      ['learningRates', 'steps', '`at` | a list of at least 1 item, each a time in training | required'],
      ['workloads', 'mnist', '`examples` | a whole number, at least 1 |  | images'],
      ['workloads', 'mnist', '`folder` | text |  |  |'],
    ];
    for (const [kind, name, row] of rows) {
      const text = section(placeOf(kind, name));
      assert.ok(text.includes(`| ${row}`), row);
    }
  });
});

describe('the place of an entry in the reference', () => {
  test('is the page of its kind, and its name there', () => {
    assert.deepEqual(referencePlace('learningRates', 'one-cycle'), undefined);
    assert.deepEqual(referencePlace('learningRates', 'cosine'), {
      page: 'learning-rates.md',
      anchor: 'cosine',
    });
  });
});

/** The name that a block of one entry chooses. */
function innermost(value: unknown): unknown {
  if (Array.isArray(value)) return innermost(value[0]);
  if (!isRecord(value)) return value;
  return value['kind'] ?? innermost(Object.values(value)[0]);
}
