// Tests that every snippet, with every choice of its placeholders, makes a spec without problems.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { completions } from '../../src/language/assist/completion';
import type { Snippets } from '../../src/language/assist/snippets';
import { check } from '../../src/language/check';
import { lab, schema } from '../../src/language/schema';

const snippets = JSON.parse(fs.readFileSync('media/snippets.json', 'utf8')) as Snippets;

/** A placeholder with a default, one with choices, or a plain tab stop. */
const placeholder = /\$\{\d+\|([^|]*)\|\}|\$\{\d+:([^}]*)\}|\$\d+/g;

/** The choices of each placeholder. */
const choicesOf = (body: string): readonly (readonly string[])[] =>
  [...body.matchAll(placeholder)].flatMap(([, choices]) =>
    choices === undefined ? [] : [choices.split(',')],
  );

/** The text with the first of all choices, except one placeholder, which gets the given choice. */
function expanded(body: string, special = -1, choice = 0): string {
  let index = -1;
  return body.replaceAll(placeholder, (_, choices?: string, standard?: string) => {
    if (choices === undefined) return standard ?? '';
    index += 1;
    return choices.split(',')[index === special ? choice : 0] ?? '';
  });
}

/** The defaults, and every choice once. */
const texts = (body: string): readonly string[] => [
  expanded(body),
  ...choicesOf(body).flatMap((choices, index) => choices.map((_, choice) => expanded(body, index, choice))),
];

const base: Readonly<Record<string, string>> = {
  ticket: 'ticket: 1',
  workload: 'workload: spirals',
  model: 'model: mlp',
  train: 'train: { iterations: 2000 }',
  controls: 'controls: [reinit, same-sign-reinit, shuffled-mask, random-mask]',
};
const without = (...keys: readonly string[]): string =>
  Object.entries(base)
    .filter(([key]) => !keys.includes(key))
    .map(([, line]) => `${line}\n`)
    .join('');
const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
const claim =
  'claims:\n  - says: x\n    metric: testAccuracy\n    difference: [ticket, dense]\n    atLeast: 0\n';

/** A spec with the snippet in place: whole, in a list, in a claim, or at the root. */
function specWith(prefix: string, text: string): string {
  if (prefix.startsWith('ticket')) return text;
  if (prefix.startsWith('claim-')) return `${without()}claims:\n${indented(text)}\n`;
  if (prefix.startsWith('control-')) return `${without('controls')}controls:\n${indented(text)}\n`;
  if (prefix.startsWith('mustFail')) return `${without()}${claim}${indented(indented(text))}\n`;
  const keys = [...text.matchAll(/^(\w+):/gm)].map(([, key = '']) => key);
  assert.ok(keys.length > 0 && keys.every((key) => key in schema.properties), text);
  return `${without(...keys)}${text}\n`;
}

/** The prefixes offered at `|` in a text. */
function offeredAt(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return completions(text, offset, { snippets }).flatMap(({ kind, label }) =>
    kind === 'snippet' ? [label] : [],
  );
}
const all = Object.values(snippets).map(({ prefix }) => prefix);
const starting = (...starts: readonly string[]): readonly string[] =>
  all.filter((prefix) => starts.some((start) => prefix.startsWith(start)));

describe('snippets are offered', () => {
  for (const [where, marked, expected] of [
    ['as whole experiments in an empty file', '|', starting('ticket-')],
    ['as whole experiments below a comment', '# mine\n|', starting('ticket-')],
    [
      'as the parts that a spec lacks',
      `${without('controls')}|`,
      starting('prune-', 'rewind-', 'controls-', 'claims-', 'sweep-', 'run-'),
    ],
    ['as items of claims', `${claim}  - |`, starting('claim-')],
    ['as items of controls', 'ticket: 1\ncontrols:\n  - |', starting('control-')],
    ['as parts of a claim', `${claim}    |`, starting('mustFail-')],
    ['nowhere in a claim that has them', `${claim}    mustFail: [reinit]\n    |`, []],
    ['nowhere after a key', 'ticket: 1\nworkload: |', []],
    ['nowhere in a nested map', 'ticket: 1\ntrain:\n  |', []],
    ['nowhere in brackets', 'ticket: 1\ntrain: { | }', []],
    ['nowhere in a comment', 'ticket: 1 # |', []],
  ] as const)
    test(where, () => {
      const found = offeredAt(marked);
      // In an empty file, completion also offers the first keys and the snippets of parts.
      const isEmpty = expected[0]?.startsWith('ticket-') === true;
      assert.deepEqual(isEmpty ? found.filter((one) => one.startsWith('ticket-')) : found, expected);
    });

  test('with the indentation of their place', () => {
    const text = `${without()}${claim}  - `;
    const one = completions(text, text.length, { snippets }).find(({ label }) => label === 'claim-value');
    assert.ok(one);
    const spec = `${text.slice(0, one.replaces.start)}${expanded(one.insert)}\n`;
    assert.deepEqual(check(spec).problems, [], spec);
  });
});

describe('a snippet', () => {
  for (const [name, { prefix, body, description }] of Object.entries(snippets))
    test(`${prefix} (${name}) makes a spec without a mistake`, () => {
      assert.ok(description.length > 0);
      for (const text of texts(body.join('\n'))) {
        const spec = specWith(prefix, text);
        const wrong = check(spec).problems.filter(({ severity }) => severity !== 'information');
        assert.deepEqual(wrong, [], spec);
      }
    });

  test('has a unique prefix that is not a key, so the list of suggestions shows both', () => {
    const words = Object.values(snippets).map(({ prefix }) => prefix);
    assert.equal(new Set(words).size, words.length);
    for (const word of words) assert.match(word, /^\w+-/);
  });

  test('exists for every key at the root with more than a number or a sentence', () => {
    const words = new Set(Object.values(snippets).map(({ prefix }) => prefix.split('-')[0]));
    const plain = ['title', 'seed', 'trials'];
    const missing = Object.keys(schema.properties).filter((key) => !words.has(key) && !plain.includes(key));
    assert.deepEqual(missing, []);
  });

  const offered = new Set(
    Object.values(snippets).flatMap(({ body }) => choicesOf(body.join('\n')).map((all) => all.join(','))),
  );
  for (const kind of ['criteria', 'scopes', 'schedules'] as const)
    test(`offers all the ${kind} of the lab`, () => {
      const names = lab[kind].map((entry) => entry.name).sort();
      assert.ok(
        [...offered].some((all) => all.split(',').sort().join() === names.join()),
        names.join(),
      );
    });
});
