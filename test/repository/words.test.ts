// Tests that the check of wording finds an example of each rule, in comments, strings and Markdown, and accepts good
// sentences.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Words {
  readonly RULES: readonly (readonly [pattern: RegExp, advice: string])[];
  badWording(file: string, source: string): readonly string[];
  longSubjects(log: string): readonly string[];
}

const loadWords = async (): Promise<Words> =>
  (await import(pathToFileURL(path.resolve('scripts/words.mjs')).href)) as Words;

/** In the order of the rules. */
const sentences: readonly (readonly [bad: string, good: string])[] = [
  ['What Ticket fetches once is in the cache.', 'Ticket caches downloads. What next?'],
  ['Each runs in a process of its own, with a limit.', 'The alias is in the value of its own anchor.'],
  ['The user is told with the line.', 'Ticket reports the line to the user.'],
  ['The results are had in JSON.', 'The results had five rounds.'],
  ['A label is no number.', 'There is no such run, and the claim is no longer open.'],
  ['A run goes on with its engine.', 'A run continues. The rest goes on without it.'],
  ['Ticket keeps nothing of it.', 'Ticket keeps none of its files.'],
  ['The mask comes to be empty.', 'The mask comes from round 1.'],
];

test('every rule finds its example and accepts a good sentence', async () => {
  const { RULES, badWording } = await loadWords();
  assert.deepEqual(
    sentences.map(([bad]) => badWording('docs/a.md', `# Title\n\n${bad}\n`)),
    RULES.map(([, advice], i) => [`docs/a.md:3: ${sentences[i]?.[0] ?? ''} (${advice})`]),
  );
  for (const [, good] of sentences) assert.deepEqual(badWording('docs/a.md', good), []);
});

/** Each source has one sentence that breaks a rule, on the given line. */
const found: readonly (readonly [what: string, file: string, line: number, source: string])[] = [
  ['a comment over two lines', 'a.ts', 2, 'let a = 1;\n// The user is\n// told at once.\nlet b = 2;\n'],
  ['a comment after code', 'a.mjs', 1, 'let a = 1; // The user is told.\n'],
  ['a comment at the end of a block', 'a.ts', 2, '{\n  // The user is told.\n}\n'],
  ['a docstring', 'a.ts', 1, '/**\n * Returns what the user\n * is told.\n */\nlet a = 1;\n'],
  ['a string', 'a.ts', 1, "say('The user is told.');\n"],
  ['a part of a template', 'a.ts', 1, 'say(`The user of ${name} is told.`);\n'],
  ['a value of JSON', 'a.json', 2, '{\n  "description": "The user is told."\n}\n'],
  ['a paragraph over two lines', 'a.md', 1, 'The user is\ntold at once.\n'],
  ['a list item', 'a.md', 2, '- one\n- What a run writes\n'],
  ['a cell of a table', 'a.md', 3, '| key | meaning |\n| --- | --- |\n| `a` | What a run writes. |\n'],
  ['a later sentence', 'a.md', 1, 'The run ends. What it wrote stays.\n'],
  ['a comment of YAML', 'a.yaml', 2, 'a: 1\n# The user\n# is told.\nb: 2\n'],
  ['a title in YAML', 'a.yaml', 1, 'title: A network of my own\n'],
  ['a comment of CSS', 'a.css', 2, 'a {}\n/* The user is told. */\n'],
  ['a header with Whether', 'a.ts', 1, '// Whether a run can start.\n'],
];

for (const [what, file, line, source] of found)
  test(`the check of wording reads ${what}`, async () => {
    const { badWording } = await loadWords();
    const faults = badWording(file, source);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.ok(faults[0]?.startsWith(`${file}:${line}: `), faults[0]);
  });

test('a subject of a commit has at most 72 characters', async () => {
  const { longSubjects } = await loadWords();
  const [short, long] = [`1a2b3c4 ${'a'.repeat(72)}`, `5d6e7f8 ${'a'.repeat(73)}`];
  assert.deepEqual(longSubjects(`${short}\n${long}`), [`${long} (At most 72 characters.)`]);
});

const accepted: readonly (readonly [what: string, file: string, source: string])[] = [
  ['code in Markdown', 'a.md', 'Run `is told`.\n\n```sh\nis told\n```\n'],
  ['names and regular expressions in code', 'a.ts', 'const isTold = /is told/;\n'],
  ['a boolean’s docstring', 'a.ts', '// Starts runs.\n\n/** Whether a run can start. */\nlet a = true;\n'],
  ['separate paragraphs and items', 'a.md', 'The user is\n\ntold\n\n- the run is\n- told\n'],
];

for (const [what, file, source] of accepted)
  test(`the check of wording accepts ${what}`, async () => {
    const { badWording } = await loadWords();
    assert.deepEqual(badWording(file, source), []);
  });
