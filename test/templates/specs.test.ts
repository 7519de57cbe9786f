// Tests the experiment templates.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { check } from '../../src/language/check';
import { examineFile } from '../../src/runner/examine';
import {
  freeName,
  moduleOf,
  nameProblem,
  readTemplate,
  specSuffix,
  templateNames,
} from '../../src/language/templates';
import { quickFolder } from '../quick-folder';

const folder = 'media/templates';
const files = fs.readdirSync(folder).filter((name) => name.endsWith(specSuffix));
const textOf = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');

describe('a template', () => {
  for (const file of files) {
    test(`${file} has no problem, and is clear about what will run`, async (t) => {
      const place = quickFolder('templates');
      t.after(() => fs.rmSync(place, { recursive: true, force: true }));
      const text = textOf(file);
      const module = moduleOf(text);
      if (module !== undefined) fs.copyFileSync(path.join(folder, 'model.mjs'), path.join(place, module));
      fs.writeFileSync(path.join(place, file), text);
      const { plan, combinations, spec, problems } = await examineFile(path.join(place, file));
      assert.deepEqual(problems, []);
      const judged = combinations ?? [{ plan, spec }];
      assert.ok(judged.length > 0);
      for (const one of judged) {
        assert.ok(one.plan && one.plan.cells > 0);
        assert.ok(one.spec?.title, 'it has no title');
      }
    });

    test(`${file} says in its first line what it is called and what it is for`, () => {
      const { name, description } = readTemplate(textOf(file));
      assert.ok(name.length <= 40 && description.length <= 100, `${name}: ${description}`);
    });
  }

  test('has short lines, for an editor beside a panel', () => {
    for (const file of files)
      assert.deepEqual(
        textOf(file)
          .split('\n')
          .filter((line) => line.length > 100),
        [],
        file,
      );
  });

  test('is in block style, so that each key has a line for its hint', () => {
    for (const file of files) assert.doesNotMatch(textOf(file).replaceAll(/#.*/g, ''), /\{/, file);
  });

  test('has claims with the density, bound and controls that their text names', () => {
    let [named, compared] = [0, 0];
    for (const file of files) {
      const { spec, plan, combinations } = check(textOf(file));
      for (const { says, at, bound, mustFail } of (combinations?.[0]?.spec ?? spec)?.claims ?? []) {
        const place = `${file}: ${says}`;
        const [, percent] = /at ([\d.]+)% density/.exec(says) ?? [];
        if (percent !== undefined) {
          const round = at !== 'end' && 'round' in at ? at.round : undefined;
          const density = at !== 'end' && 'density' in at ? at.density : plan?.rounds[round ?? -1]?.density;
          assert.ok(Math.abs(100 * (density ?? NaN) - Number(percent)) < 0.06, place);
        }
        const [, within] = /within ([\d.]+) points?/.exec(says) ?? [];
        if (within !== undefined) assert.deepEqual(bound, { atLeast: -Number(within) / 100 }, place);
        const control = says.includes('a shuffled mask is not') ? 'shuffled-mask' : undefined;
        if (control !== undefined) assert.ok(mustFail.includes(control), place);
        named += control === undefined ? 0 : 1;
        compared += within === undefined ? 0 : 1;
      }
    }
    assert.deepEqual([named, compared > 4], [1, true]);
  });

  test('rewinding rewinds, and its claim fails if the mask does not matter', () => {
    const { spec } = check(textOf(`rewinding${specSuffix}`));
    const [claim, ...more] = spec?.claims ?? [];
    assert.deepEqual(
      spec?.rewind,
      check('ticket: 1\nworkload: mnist\nmodel: mlp\nrewind: 100 iterations\n').spec?.rewind,
    );
    assert.deepEqual([claim?.of, claim?.mustFail], [{ difference: ['ticket', 'dense'] }, ['shuffled-mask']]);
    assert.deepEqual(more, []);
  });

  // Otherwise the claim would hold whatever the template is about.
  for (const [name, change] of [
    ['criteria', { 'prune.criterion': 'random' }],
    ['one-shot', { 'prune.schedule': 'one-shot' }],
  ] as const)
    test(`${name} has a claim that fails without its subject`, () => {
      const { spec, combinations } = check(textOf(name + specSuffix));
      const claims = (combinations?.[0]?.spec ?? spec)?.claims ?? [];
      const changes = claims.flatMap(({ mustFail }) => mustFail);
      assert.ok(
        changes.some((one) => typeof one !== 'string' && isDeepStrictEqual({ ...one.with }, change)),
        JSON.stringify(changes),
      );
    });

  test('appears in the list of templates', () => {
    assert.deepEqual(templateNames.map((name) => name + specSuffix).sort(), files.sort());
  });

  test('has a unique name', () => {
    const names = files.map((file) => readTemplate(textOf(file)).name);
    assert.equal(new Set(names).size, names.length);
  });

  test('without a description is refused', () => {
    assert.throws(() => readTemplate('ticket: 1\n'), /# Name: description/);
  });
});

describe('the name of a new file', () => {
  test('is not taken, whatever its case', () => {
    assert.equal(freeName('spirals', specSuffix, []), 'spirals.ticket.yaml');
    const taken = ['Spirals.ticket.yaml', 'spirals-2.ticket.yaml'];
    assert.equal(freeName('spirals', specSuffix, taken), 'spirals-3.ticket.yaml');
  });

  test('needs no suffix', () => {
    for (const name of ['a', 'a.ticket.yaml', 'a.yaml', ' a.yml '])
      assert.match(nameProblem(name, specSuffix, ['a.ticket.yaml']) ?? '', /^a\.ticket\.yaml already exists/);
  });

  test('is refused if invalid', () => {
    for (const name of ['', ' ', specSuffix, '../a', 'a/b', 'a\\b', 'a:b', '.a', 'a\nb', 'a#b'])
      assert.ok(nameProblem(name, specSuffix, []), JSON.stringify(name));
    for (const name of ['a', 'Größe 2', 'a.b']) assert.equal(nameProblem(name, specSuffix, []), undefined);
  });
});
