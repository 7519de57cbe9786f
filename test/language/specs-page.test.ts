// Tests docs/specs.md against the schema: its handwritten table of keys must be complete and correct.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { asSchema, isRecord, kindOf, type Schema } from '../../src/language/json';
import { referencePages } from '../../src/language/reference';
import { schema } from '../../src/language/schema';

type Defaults = readonly (readonly [key: string, standard: unknown])[];

/** Every key of a schema by its path, with its default; omits the options of entries. */
function keysIn(part: Schema, path: readonly string[] = []): Defaults {
  const inside = [part, ...(part.anyOf ?? []), ...(isRecord(part.items) ? [part.items as Schema] : [])];
  return inside.flatMap((one): Defaults => {
    if (one !== part) return keysIn(one, path);
    const isEntry = kindOf(one) !== undefined;
    return Object.entries(one.properties ?? {})
      .filter(([key]) => !isEntry || (path[0] === 'controls' && key === 'repeats'))
      .flatMap(([key, option]): Defaults => [
        [[...path, key].join('.'), option.default],
        ...keysIn(option, [...path, key]),
      ]);
  });
}

const page = fs.readFileSync('docs/specs.md', 'utf8');

/** The rows of the table whose first cell is code: that code, and the second cell. */
const rows = [...page.matchAll(/^\| `([^`]+)` *\| *([^|]*?) *\|/gm)].map(
  ([, key = '', second = '']) => [key, second] as const,
);
const expected = new Map(keysIn(asSchema(schema)));

test('docs/specs.md has a row for every key that a spec can have, and for no other', () => {
  assert.deepEqual(rows.map(([key]) => key).sort(), [...expected.keys()].sort());
});

test('docs/specs.md gives the defaults that the schema has', () => {
  for (const [key, second] of rows) {
    const written = /^`(.*)`$/.exec(second)?.[1];
    assert.deepEqual(written === undefined ? undefined : parse(written), expected.get(key), key);
  }
});

test('docs/specs.md links to every page of the reference', () => {
  for (const name of referencePages().keys()) assert.ok(page.includes(`(reference/${name})`), name);
});
