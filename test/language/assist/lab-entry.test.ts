// Tests that an entry added to the lab, with one file and one line in its kind's index, appears in every editor
// feature.
import Ajv from 'ajv';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import type { completions } from '../../../src/language/assist/completion';
import type { hover } from '../../../src/language/assist/hover';
import type { read } from '../../../src/language/assist/parsed-document';
import type { check } from '../../../src/language/check';
import type { jsonSchema } from '../../../src/language/json-schema';
import type { referencePages } from '../../../src/language/reference';
import { bundler } from '../../stand-ins';
import { placed } from './completion-cases';

/** The language in one bundle, so that all parts share one lab. */
interface Built {
  readonly check: typeof check;
  readonly completions: typeof completions;
  readonly hover: typeof hover;
  readonly jsonSchema: typeof jsonSchema;
  readonly read: typeof read;
  readonly referencePages: typeof referencePages;
}

const entryPoint = `
  export { check } from './src/language/check';
  export { completions } from './src/language/assist/completion';
  export { hover } from './src/language/assist/hover';
  export { jsonSchema } from './src/language/json-schema';
  export { read } from './src/language/assist/parsed-document';
  export { referencePages } from './src/language/reference';`;

const criterion = `
  import Type from 'typebox';
  import type { Criterion } from '../kinds';
  const options = Type.Object({
    halfLife: Type.Integer({ description: 'How soon the past is forgotten.', minimum: 1, default: 70, unit: 'iterations' }),
  });
  export const faded: Criterion<typeof options> = {
    name: 'faded-magnitude',
    description: 'Removes the weights that were smallest of late.',
    reference: 'Nobody 2026, arXiv:0000.00000',
    equation: 'score = Σ |w| e⁻ᵗ',
    semantics: 1,
    options,
    needs: ['weights'],
    score: (tf, { weights }) => tf.abs(weights),
  };`;

const index = path.resolve('src/lab/criteria/index.ts');
const file = path.resolve('src/lab/criteria/faded.ts');
const added = new Map([
  [file, criterion],
  [index, `${fs.readFileSync(index, 'utf8')}export { faded } from './faded';\n`],
]);

const bundle = bundler<Built>(entryPoint);

const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';
const chosen = `${head}prune:\n  criterion: { kind: faded-magnitude, halfLife: 9 }\n`;

describe('an entry added to the lab', () => {
  let without: Built;
  let withEntry: Built;
  before(async () => {
    [without, withEntry] = [await bundle(new Map()), await bundle(added)];
  });

  const suggested = ({ completions }: Built, text: string) => {
    const { text: document, offset } = placed(text);
    return completions(document, offset, { modules: [], known: {} });
  };
  const labels = (built: Built, text: string) => suggested(built, text).map(({ label }) => label);
  const told = ({ hover, read }: Built, text: string): string => {
    const { text: document, offset } = placed(text);
    return hover(read(document, {}), offset)?.markdown ?? '';
  };

  test('is suggested by its name, with what it is', () => {
    const place = `${head}prune:\n  criterion: |\n`;
    const one = suggested(withEntry, place).find(({ label }) => label === 'faded-magnitude');
    assert.match(`${one?.detail} ${one?.documentation}`, /smallest of late[^]*arXiv:0000\.00000/);
    assert.deepEqual(
      labels(withEntry, place).filter((label) => !label.includes('faded-magnitude')),
      labels(without, place),
    );
  });

  test('has its options suggested where it is chosen, and nowhere else', () => {
    const place = (kind: string): string => `${head}prune:\n  criterion: { kind: ${kind}, | }\n`;
    assert(labels(withEntry, place('faded-magnitude')).includes('halfLife'));
    assert(!labels(withEntry, place('magnitude')).includes('halfLife'));
    assert(!labels(without, place('faded-magnitude')).includes('halfLife'));
  });

  test('has a hover, and so do its options', () => {
    const name = chosen.replace('faded-', 'fad|ed-');
    assert.match(told(withEntry, name), /smallest of late/);
    assert.match(told(withEntry, name), /Σ \|w\| e⁻ᵗ/);
    assert.match(told(withEntry, name), /arXiv:0000\.00000/);
    assert.doesNotMatch(told(without, name), /smallest of late/);
    assert.match(told(withEntry, chosen.replace('halfLife', 'half|Life')), /forgotten[^]*iterations[^]*`70`/);
  });

  test('is checked; a misspelled option gets a quick fix', () => {
    assert.deepEqual(withEntry.check(chosen).problems, []);
    assert.deepEqual(
      without.check(chosen).problems.map(({ code }) => code),
      ['unknown-name'],
    );
    const misspelt = withEntry.check(chosen.replace('halfLife', 'halfLive')).problems;
    assert.equal(misspelt.length, 1);
    assert.match(`${misspelt[0]?.message} ${misspelt[0]?.remedy}`, /`halfLive`[^]*`halfLife`/);
  });

  test('is in the schema for other editors', () => {
    const accepts = ({ jsonSchema }: Built): boolean =>
      new Ajv({ strict: true, allowUnionTypes: true }).validate(jsonSchema() as object, parse(chosen));
    assert.equal(accepts(withEntry), true);
    assert.equal(accepts(without), false);
  });

  test('is on its page of the reference, with its option', () => {
    const page = ({ referencePages }: Built): string => referencePages().get('criteria.md') ?? '';
    assert.match(page(withEntry), /^## faded-magnitude$[^]*smallest of late[^]*halfLife[^]*iterations/m);
    assert.doesNotMatch(page(without), /faded-magnitude/);
  });
});
