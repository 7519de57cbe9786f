import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import * as lab from '../../src/lab';
import type { Entry } from '../../src/lab/kinds';

const { find, ...registries } = lab;
const kinds: readonly (readonly [string, readonly Entry[]])[] = Object.entries(registries);

/** An option's schema as plain JSON Schema. */
const json = (schema: TSchema): Record<string, unknown> => ({ ...schema });

describe('the registries', () => {
  test('have every kind that a spec can name', () => {
    assert.deepEqual(kinds.map(([kind]) => kind).sort(), [
      'controls',
      'criteria',
      'learningRates',
      'models',
      'optimizers',
      'rewinds',
      'schedules',
      'scopes',
      'structures',
      'workloads',
    ]);
  });

  test('find an entry by its name, and nothing by another', () => {
    assert.equal(find(lab.criteria, 'magnitude')?.equation, 'score = |w|');
    assert.equal(find(lab.criteria, 'magnitudes'), undefined);
  });
});

for (const [kind, entries] of kinds) {
  describe(`the ${kind}`, () => {
    test('have distinct names', () => {
      assert.equal(new Set(entries.map(({ name }) => name)).size, entries.length);
    });

    for (const entry of entries) {
      test(`${entry.name} has a one-line description with its source`, () => {
        assert.match(entry.name, /^[a-z][a-z-]*$/);
        assert.match(entry.description, /^[A-Z].*\.$/);
        assert.match(entry.reference ?? '', /\d{4}/);
        assert.ok(entry.semantics >= 1);
      });

      test(`${entry.name} accepts only its own options, each described, with valid defaults`, () => {
        assert.equal(json(entry.options).additionalProperties, false);
        for (const [name, option] of Object.entries(entry.options.properties)) {
          const { description, default: standard } = json(option);
          assert.equal(typeof description, 'string', name);
          if (standard !== undefined) assert.ok(Value.Check(option, standard), name);
        }
      });
    }
  });
}

test('only what is found somewhere else on another machine is left out of identity', () => {
  const left = kinds.flatMap(([, entries]) =>
    entries.flatMap((entry) =>
      Object.entries(entry.options.properties)
        .filter(([, option]) => json(option).identity === false)
        .map(([option]) => `${entry.name}.${option}`),
    ),
  );
  assert.deepEqual(left, ['fashion-mnist.folder', 'mnist.folder']);
});
