// docs/specs.md against the schema: the page is written by hand, and must not lack or invent a key.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import * as lab from '../../src/lab';
import type { Entry } from '../../src/lab/kinds';
import { asSchema, isRecord, kindOf, type Schema } from '../../src/language/json';
import { schema } from '../../src/language/schema';

type Defaults = readonly (readonly [key: string, standard: unknown])[];

/** Every key of a schema by its path, with its default; entries of the lab are left to `entryKeys`. */
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

/** The lab's entries, and their options as `entry.option`. A rewind's option is written as the time itself. */
const entryKeys: Defaults = Object.values(lab)
  .flatMap((registry): readonly Entry[] => (typeof registry === 'function' ? [] : registry))
  .flatMap(({ name, options }): Defaults => {
    const isRewind = lab.rewinds.some((rewind) => rewind.name === name);
    const own = isRewind ? [] : Object.entries(asSchema(options).properties ?? {});
    return [[name, undefined], ...own.map(([key, option]) => [`${name}.${key}`, option.default] as const)];
  });

/** The rows of all tables whose first cell is code: that code, and the second cell. */
const rows = [...fs.readFileSync('docs/specs.md', 'utf8').matchAll(/^\| `([^`]+)` *\| *([^|]*?) *\|/gm)].map(
  ([, key = '', second = '']) => [key, second] as const,
);
const expected = new Map([...keysIn(asSchema(schema)), ...entryKeys]);

test('docs/specs.md has a row for every key and entry that a spec can have, and for no other', () => {
  assert.deepEqual(rows.map(([key]) => key).sort(), [...expected.keys()].sort());
});

test('docs/specs.md gives the defaults that the schema has', () => {
  for (const [key, second] of rows) {
    const written = /^`(.*)`$/.exec(second)?.[1];
    assert.deepEqual(written === undefined ? undefined : parse(written), expected.get(key), key);
  }
});
