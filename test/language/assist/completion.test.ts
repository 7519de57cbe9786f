// Tests completion with the table: a document's suggestions, and the document after accepting one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { completions, type Completion } from '../../../src/language/assist/completion';
import { check } from '../../../src/language/check';
import { asSchema } from '../../../src/language/json';
import type { Lab } from '../../../src/language/choice-schema';
import { lab, schema } from '../../../src/language/schema';
import { cases, modules, placed, taken, type Case } from './completion-cases';
import { keyPaths, keyPathsTaken } from './key-paths';

const suggested = ({ document, known = {} }: Case): readonly Completion[] => {
  const { text, offset } = placed(document);
  return completions(text, offset, { modules, known });
};

const chosen = (one: Case): Completion | undefined => suggested(one).find(({ label }) => label === one.take);

/** The key that chooses an entry of each registry. */
const choices: Readonly<Record<keyof Lab, string>> = {
  workloads: 'workload: |',
  models: 'model: |',
  optimizers: 'train: { optimizer: | }',
  learningRates: 'train: { schedule: | }',
  criteria: 'prune: { criterion: | }',
  structures: 'prune: { structure: | }',
  scopes: 'prune: { scope: | }',
  schedules: 'prune: { schedule: | }',
  rewinds: 'rewind: |',
  controls: 'controls: [|]',
};

describe('completion', () => {
  for (const one of cases) {
    const { document, labels, never = [], take, fill, becomes, known = {} } = one;
    test(`${JSON.stringify(document)}${take === undefined ? '' : ` → ${take}`}`, () => {
      const all = suggested(one).map(({ label }) => label);
      if (labels) {
        const some = labels.length === 0 ? all : all.filter((label) => labels.includes(label));
        assert.deepEqual(some, labels, `suggested: ${all.join(', ')}`);
      }
      for (const label of never) assert.ok(!all.includes(label), label);
      if (take === undefined) return;
      const it = chosen(one);
      assert.ok(it, `${take} is not among ${all.join(', ')}`);
      const result = taken(placed(document).text, it, fill);
      assert.equal(result, becomes);
      if (one.documentation !== undefined) assert.equal(it.documentation, one.documentation);
      if (one.detail !== undefined) assert.equal(it.detail ?? '', one.detail);
      const errors = check(result, known).problems.filter(({ severity }) => severity === 'error');
      if (one.unfinished === true) assert.notDeepEqual(errors, [], 'it is finished');
      else assert.deepEqual(errors, []);
    });
  }

  for (const [registry, document] of Object.entries(choices)) {
    test(`every entry of ${registry} is suggested with what it is and where it comes from`, () => {
      // A rewind to an iteration is written as a time instead of a name.
      const all = lab[registry as keyof Lab].filter(({ name }) => name !== 'iteration');
      for (const { name, description, reference } of all) {
        const some = suggested({ document }).filter(({ label }) =>
          [name, `{ kind: ${name} }`].includes(label),
        );
        assert.notDeepEqual(some, [], name);
        const about = [description, ...(reference === undefined ? [] : [reference])].join('\n\n');
        for (const { documentation } of some) assert.equal(documentation, about);
      }
    });
  }

  test('no two cases are the same', () => {
    const names = cases.map(({ document, take, fill }) => JSON.stringify([document, take, fill]));
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) < i),
      [],
    );
  });

  test('every key of the language is taken by a case', () => {
    const done = new Set(
      cases.flatMap((one) => {
        const { text, offset } = placed(one.document);
        const it = chosen(one);
        return it ? keyPathsTaken(text, offset, it) : [];
      }),
    );
    const missing = keyPaths(asSchema(schema)).filter((path) => !done.has(path));
    assert.deepEqual(missing, [], `no case takes ${missing.join(', ')}`);
  });
});
