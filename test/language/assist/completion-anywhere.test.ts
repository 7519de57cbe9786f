// Tests invariants of completion at every offset of every text, valid or damaged.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { completions, type Completion } from '../../../src/language/assist/completion';
import { isRecord } from '../../../src/language/json';
import { valueOf } from '../../../src/language/located';
import { parse } from '../../../src/language/parse';
import { cases as randomCases, sampled } from '../../full';
import { cases, modules, placed, taken } from './completion-cases';

const examples = fs
  .readdirSync('examples')
  .filter((name) => name.endsWith('.ticket.yaml'))
  .map((name) => ({ name, text: fs.readFileSync(`examples/${name}`, 'utf8') }));

/** Coprime to indentation, so that the sample contains every column. */
const STEP = sampled(5, 1);

/** Suggestions at an offset; each has one edit that stays within its line. */
function soundAt(text: string, offset: number) {
  const all = completions(text, offset, { modules });
  const lineStart = text.slice(0, offset).lastIndexOf('\n') + 1;
  const lineEnd = offset + text.slice(offset).search(/\r?\n|$/);
  for (const { label, replaces } of all) {
    const where = `${label} at ${offset} of ${JSON.stringify(text)}`;
    assert.ok(replaces.start >= lineStart && replaces.end <= lineEnd, `${where} leaves its line`);
    assert.ok(replaces.start <= offset && offset <= replaces.end, `${where} is beside the cursor`);
  }
  const optional = all.findIndex(({ isRequired }) => !isRequired);
  assert.ok(
    optional < 0 || !all.slice(optional).some(({ isRequired }) => isRequired),
    'required comes first',
  );
  const names = all.map(({ label, kind }) => `${kind} ${label}`);
  assert.deepEqual(names, [...new Set(names)], `suggested twice at ${offset} of ${JSON.stringify(text)}`);
  return all;
}

/** True if all values are preserved: those of a map under their keys, those of a list in order. */
function keeps(before: unknown, after: unknown): boolean {
  if (before === null) return true;
  if (Array.isArray(before)) {
    const rest: unknown[] = Array.isArray(after) ? [...(after as unknown[])] : [];
    return before.every((one) => {
      while (rest.length > 0) if (keeps(one, rest.shift())) return true;
      return false;
    });
  }
  if (!isRecord(before)) return before === after;
  return isRecord(after) && Object.entries(before).every(([key, one]) => keeps(one, after[key]));
}

const read = (text: string) => {
  const { root, findings } = parse(text);
  return { values: root && valueOf(root), faults: findings.length };
};

/** Asserts that a suggestion leaves valid YAML with all these values. */
function harmless(text: string, one: Completion, values: unknown): void {
  const result = taken(text, one);
  const after = read(result);
  assert.equal(after.faults, 0, `${one.label} breaks ${JSON.stringify(result)}`);
  assert.ok(keeps(values, after.values), `${one.label} takes from another in ${JSON.stringify(result)}`);
}

describe('completion at any place', () => {
  for (const { name, text } of examples) {
    test(`a key taken at any offset of ${name} leaves it YAML, and all else in its place`, () => {
      const { values } = read(text);
      for (let offset = 0; offset <= text.length; offset += STEP) {
        for (const one of soundAt(text, offset)) {
          if (one.kind !== 'key') continue;
          const isNew = text.slice(one.replaces.start, one.replaces.end).trim() === '';
          harmless(text, one, isNew ? values : null);
        }
      }
    });
  }

  test('a key taken on a new line of an example, however it is indented, takes nothing from others', () => {
    const line = fc.record({
      text: fc.constantFrom(...examples.map(({ text }) => text)),
      after: fc.nat(60),
      spaces: fc.nat(8),
      word: fc.constantFrom('', '', 'a'),
    });
    fc.assert(
      fc.property(line, ({ text, after, spaces, word }) => {
        const lines = text.split('\n');
        const above = lines.slice(0, after % lines.length).join('\n');
        const start = above === '' ? '' : `${above}\n`;
        const written = `${start}${' '.repeat(spaces)}${word}`;
        const { values } = read(text);
        const document = `${written}\n${text.slice(start.length)}`;
        for (const one of soundAt(document, written.length)) {
          if (one.kind === 'key') harmless(document, one, values);
        }
      }),
      randomCases(200),
    );
  });

  const texts = [...examples.map(({ text }) => text), ...cases.map(({ document }) => placed(document).text)];
  const pieces = fc.constantFrom(
    ...Array.from('[]{},:#-"\'&*!|>%@\t\r\n '),
    '\r\n',
    '\n  ',
    ': ',
    '- ',
    '---\n',
    '\uFEFF',
    'é',
  );

  test('suggestions in a damaged text are sound', () => {
    const damaged = fc.record({
      text: fc.constantFrom(...texts),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      keeps: fc.boolean(),
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), pieces), {
        maxLength: 4,
      }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(damaged, ({ text, cut, keeps, changes, at }) => {
        const place = (share: number, of: string): number => Math.floor(share * of.length);
        const left = keeps ? text : text.slice(0, place(cut, text));
        const broken = changes.reduce((before, [share, removed, piece]) => {
          const start = place(share, before);
          return before.slice(0, start) + piece + before.slice(start + removed);
        }, left);
        soundAt(broken, Math.min(broken.length, Math.round(at * broken.length)));
      }),
      randomCases(1500),
    );
  });
});
