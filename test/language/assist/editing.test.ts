// Tests the edits that the editor offers: renaming layers, quick fixes, refactorings, and formatting.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { parseDocument } from 'yaml';
import { actions } from '../../../src/language/assist/actions';
import { format } from '../../../src/language/assist/format';
import { layerAt, literalsOf, placesOf, renameProblem } from '../../../src/language/assist/layer-names';
import { links } from '../../../src/language/assist/links';
import { folds, outline } from '../../../src/language/assist/outline';
import { read } from '../../../src/language/assist/parsed-document';
import { badSpecs } from '../bad-specs';
import { hostileSpecs } from '../hostile-specs';

const examples = fs
  .readdirSync('examples')
  .filter((name) => name.endsWith('.ticket.yaml'))
  .map((name) => [name, fs.readFileSync(`examples/${name}`, 'utf8')] as const);

const layered = `ticket: 1
workload: mnist
model: { kind: mlp, layers: { "fc1": 300, fc2: 100 } }
prune: { rates: { 'fc1': 0.3, fc*: 0.2 } }
claims:
  - says: fc1 matters
    metric: testAccuracy
    value: ticket
    atLeast: 0.5
    mustFail: [{ with: { prune.rates.fc1: 0.9 } }]
sweep:
  model.layers: [{ fc1: 300, fc2: 100 }, { fc1: 30, fc2: 10 }]
  prune.rates.fc1: [0.2, 0.3]
`;

function renamed(text: string, from: string, to: string): string {
  const parsed = read(text);
  const layer = layerAt(parsed, text.indexOf(from) + 1);
  assert.ok(layer && renameProblem(parsed, layer, to) === undefined);
  const places = [...placesOf(parsed, layer)].sort((one, other) => other.span.start - one.span.start);
  return places.reduce((all, { span }) => all.slice(0, span.start) + to + all.slice(span.end), text);
}

describe('the name of a layer', () => {
  test('is changed wherever it is given or used, in a sweep and in a change as well', () => {
    assert.equal(renamed(layered, 'fc1', 'first'), layered.replace(/fc1(?! matters)/g, 'first'));
  });

  test('is the same again when it is changed back', () => {
    assert.equal(renamed(renamed(layered, 'fc2', 'other'), 'other', 'fc2'), layered);
  });

  test('is not one that is taken, or none', () => {
    const parsed = read(layered);
    const layer = layerAt(parsed, layered.indexOf('fc1'));
    assert.ok(layer);
    for (const to of ['fc2', 'output']) assert.match(renameProblem(parsed, layer, to) ?? '', /already/);
    for (const to of ['', '1a', 'a b', 'a.b', 'ä'])
      assert.match(renameProblem(parsed, layer, to) ?? '', /is a letter followed by/);
  });

  test('is not the spec’s to change where the model gives it', () => {
    const text = 'ticket: 1\nworkload: mnist\nmodel: mlp\nprune: { rates: { output: 0.1 } }\n';
    const parsed = read(text);
    const layer = layerAt(parsed, text.indexOf('output'));
    assert.ok(layer);
    assert.match(renameProblem(parsed, layer) ?? '', /cannot be renamed here/);
  });

  test('is found in the source of a module as a text or a key', () => {
    const source = 'const first = layer("fc1"); const x = { fc1: 2, afc1: 3 }; y.fc1; `fc1`; fc1 + fc10';
    const found = literalsOf(source, 'fc1').map(({ start, end }) => [start, source.slice(start, end)]);
    assert.deepEqual(
      found,
      [source.indexOf('fc1'), source.indexOf('fc1:'), source.indexOf('`fc1') + 1].map((at) => [at, 'fc1']),
    );
  });
});

const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';

/** The text with a snippet inserted: tab stops empty, first choices selected. */
const filled = (snippet: string): string =>
  snippet
    .replace(/\$\{\d\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d:([^}]*)\}/g, '$1')
    .replace(/(?<!\\)\$\d/g, '')
    .replace(/\\([\\$}])/g, '$1');

describe('what is offered', () => {
  const becomes = (marked: string, title: string, result: string): void => {
    const at = marked.indexOf('|');
    const text = marked.slice(0, at) + marked.slice(at + 1);
    const all = actions(read(text), { start: at, end: at });
    const action = all.find((one) => one.title === title);
    assert.ok(action, `${title} is not among: ${all.map((one) => one.title).join(', ')}`);
    const { span, snippet } = action;
    assert.equal(text.slice(0, span.start) + filled(snippet) + text.slice(span.end), result);
  };
  const cases: readonly (readonly [string, string, string])[] = [
    [`${head}se|de: 1`, 'Change to seed', `${head}seed: 1`],
    [`${head}seed: "|1"`, 'Write 1', `${head}seed: 1`],
    ['|', 'Insert a minimal spec', head],
    ['|model: mlp\nworkload: mnist\n', 'Insert ticket', 'ticket: 1\nmodel: mlp\nworkload: mnist\n'],
    ['|ticket: 1\nworkload: mnist\n', 'Insert model', 'ticket: 1\nworkload: mnist\nmodel: mlp\n'],
    [
      `${head}train:\n  |optimizer:\n    learningRate: 1\n`,
      'Insert kind',
      `${head}train:\n  optimizer:\n    kind: adam\n    learningRate: 1\n`,
    ],
    [
      `${head}train: { |optimizer: { learningRate: 1 } }`,
      'Insert kind',
      `${head}train: { optimizer: { kind: adam, learningRate: 1 } }`,
    ],
    [`${head}train: { schedule: st|eps }`, 'Insert at', `${head}train: { schedule: { kind: steps, at:  } }`],
    [
      `${head}claims:\n  - |metric: testAccuracy\n    value: ticket\n    atLeast: 0\n`,
      'Insert says',
      `${head}claims:\n  - says: \n    metric: testAccuracy\n    value: ticket\n    atLeast: 0\n`,
    ],
    [`${head}seed: 1\n|seed: 2 # why\ntrials: 2\n`, 'Remove this seed', `${head}seed: 1\ntrials: 2\n`],
    [`${head}train: { batch: 1, |batch: 2 }\n`, 'Remove this batch', `${head}train: { batch: 1 }\n`],
    [
      `${head}train:\n  batch: 1\n  |batch:\n    2\nseed: 1\n`,
      'Remove this batch',
      `${head}train:\n  batch: 1\nseed: 1\n`,
    ],
    [`${head}rewind: { |to: init }\n`, 'Convert to init', `${head}rewind: init\n`],
    [
      `${head}prune: { criterion: { kind: ma|gnitude } }\n`,
      'Convert to magnitude',
      `${head}prune: { criterion: magnitude }\n`,
    ],
    [
      `${head}train: { optimizer: |sgd }\n`,
      'Convert sgd to a map with options',
      `${head}train: { optimizer: { kind: sgd } }\n`,
    ],
  ];
  for (const [marked, title, result] of cases)
    test(`${title}: ${JSON.stringify(marked)}`, () => becomes(marked, title, result));

  test('for every problem with a remedy is that remedy, and never throws', () => {
    for (const { text, code } of [...badSpecs, ...hostileSpecs]) {
      const parsed = read(text);
      for (const problem of parsed.checked.problems.filter((one) => one.code === code)) {
        const { start, end } = problem.range;
        const all = actions(parsed, { start: start.offset, end: end.offset });
        assert.equal(
          problem.fix === undefined || all.some(({ title }) => title === problem.fix?.title),
          true,
        );
        if (code === 'missing-key' && parsed.root)
          assert.ok(
            all.some(({ title }) => title.startsWith('Insert')) || problem.remedy?.includes('exactly one'),
            text,
          );
      }
    }
  });
});

describe('layout', () => {
  const comments = (text: string): readonly string[] => text.match(/#.*/g) ?? [];
  for (const [name, text] of examples) {
    test(`${name} keeps its values and comments, and stays as it is the second time`, async () => {
      const once = await format(text);
      assert.ok(once !== undefined);
      assert.deepEqual(parseDocument(once).toJS(), parseDocument(text).toJS());
      assert.deepEqual(comments(once).toSorted(), comments(text).toSorted());
      assert.equal(await format(once), once);
    });
  }

  test('leaves text alone that is not YAML, or too long for a spec', async () => {
    for (const text of ['a: [', 'a: b: c', '\tx: 1', '{']) assert.equal(await format(text), undefined, text);
    assert.equal(await format('k: 1\n'.repeat(2_000_000)), undefined);
  });
});

describe('the parts of a spec', () => {
  test('have names that say something', () => {
    const [, , model, prune, claims] = outline(read(layered).root);
    assert.deepEqual(
      model?.parts.map(({ name, detail, kind }) => [name, detail, kind]),
      [
        ['kind', 'mlp', 'value'],
        ['layers', '', 'value'],
      ],
    );
    assert.equal(model.parts[1]?.parts[0]?.kind, 'layer');
    assert.equal(prune?.kind, 'section');
    assert.equal(claims?.parts[0]?.name, 'fc1 matters');
  });

  test('each lie within the one around it', () => {
    for (const [name, text] of examples) {
      const visit = (parts: ReturnType<typeof outline>, start: number, end: number): void => {
        for (const part of parts) {
          assert.ok(start <= part.span.start && part.span.end <= end, `${name}: ${part.name}`);
          assert.ok(part.span.start <= part.nameSpan.start && part.nameSpan.end <= part.span.end, part.name);
          assert.ok(part.name.length > 0);
          visit(part.parts, part.span.start, part.span.end);
        }
      };
      visit(outline(read(text).root), 0, text.length);
    }
  });

  test('fold where they have several lines, without the empty ones behind them', () => {
    const text = '# a\n# b\nticket: 1\ntrain:\n  batch: 1\n\n# c\nprune:\n  rates:\n    x: 1\n';
    assert.deepEqual(folds(read(text).root, text), [
      { start: 3, end: 4, isComment: false },
      { start: 7, end: 9, isComment: false },
      { start: 8, end: 9, isComment: false },
      { start: 0, end: 1, isComment: true },
    ]);
  });

  test('lead to modules, data and runs', () => {
    const text = 'ticket: 1\nworkload: { kind: mnist, folder: ./data }\nmodel: { module: ./net.mjs }\n';
    assert.deepEqual(
      links(read(text).root).map(({ leadsTo, path }) => [leadsTo, path]),
      [
        ['runs', ''],
        ['module', './net.mjs'],
        ['data', './data'],
      ],
    );
  });
});
