import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Check } from 'typebox/value';
import { parse } from 'yaml';
import { check, type Known } from '../../src/language/check';
import { jsonSchema } from '../../src/language/json-schema';
import { asSchema } from '../../src/language/json';
import { lab, schema, specSchema } from '../../src/language/schema';
import { badSpecs, start } from './bad-specs';

const examples = fs.readdirSync('examples').filter((name) => name.endsWith('.ticket.yaml'));
const read = (name: string): string => fs.readFileSync(path.join('examples', name), 'utf8');

/** The description of an example's module. */
const known: Known = {
  models: {
    './my-net.mjs': {
      layers: ['first', 'block1', 'block2', 'output'].map((name) => ({
        name,
        parameters: [{ name: `${name}.weight`, shape: [32, 32], initializer: 'he-normal', prunable: true }],
      })),
    },
  },
};

describe('every example', () => {
  for (const name of examples) {
    test(`${name} checks, and has a plan`, () => {
      const { plan, combinations = [{ plan }], problems } = check(read(name), known);
      assert.deepEqual(problems, []);
      assert.ok(combinations.every((one) => one.plan));
    });
  }

  test('fits the schema for other editors', () => {
    for (const name of examples) assert.ok(Check(jsonSchema() as object, parse(read(name))), name);
  });
});

describe('media/ticket.schema.json', () => {
  test('is what the lab declares now (npm run generate writes it)', () => {
    assert.deepEqual(JSON.parse(fs.readFileSync('media/ticket.schema.json', 'utf8')), jsonSchema());
  });

  test('says draft-07 and no words of our own', () => {
    const text = JSON.stringify(jsonSchema());
    assert.match(text, /draft-07/);
    assert.doesNotMatch(text, /"(duration|identity|expects|unit)":/);
  });
});

describe('the schema', () => {
  test('agrees with what check says of keys, names and types', () => {
    const structural = new Set(['unknown-key', 'wrong-type', 'unknown-name', 'yaml-trap']);
    const inChange = /with:/;
    for (const { text, code } of badSpecs.filter(
      (bad) => structural.has(bad.code) && !inChange.test(bad.text),
    )) {
      assert.equal(Check(schema, parse(text)), false, `${code}: ${text}`);
    }
    assert.ok(Check(schema, parse(start)));
  });

  test('has a new entry of the lab without an edit', () => {
    const [criterion] = lab.criteria;
    assert.ok(criterion);
    const grown = specSchema({ ...lab, criteria: [...lab.criteria, { ...criterion, name: 'brand-new' }] });
    const prune = { criterion: { kind: 'brand-new' } };
    const spec = { ticket: 1, workload: 'mnist', model: 'mlp', prune };
    assert.ok(Check(grown, spec) && Check(grown, { ...spec, prune: { criterion: 'brand-new' } }));
    assert.equal(Check(schema, spec), false);
  });

  test('describes every key', () => {
    const undescribed = Object.entries(asSchema(schema).properties ?? {}).filter(
      ([, one]) => !one.description,
    );
    assert.deepEqual(
      undescribed.map(([key]) => key),
      [],
    );
  });
});
