// Tests hovers at the pointer (`|`), and inline hints.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { hints } from '../../../src/language/assist/hints';
import { hover } from '../../../src/language/assist/hover';
import { roundOf } from '../../../src/language/assist/layers';
import { plansOf, read } from '../../../src/language/assist/parsed-document';
import { asSchema } from '../../../src/language/json';
import type { Known } from '../../../src/language/check';
import { lab, schema } from '../../../src/language/schema';

const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';
const known: Known = {
  models: {
    './my-net.mjs': {
      layers: [
        {
          name: 'only',
          parameters: [{ name: 'only.weight', shape: [784, 10], initializer: 'zeros', prunable: true }],
        },
      ],
      options: {
        type: 'object',
        properties: { width: { type: 'integer', description: 'Units.', default: 8 } },
      },
    },
  },
};

function told(text: string): string {
  const offset = text.indexOf('|');
  return hover(read(text.slice(0, offset) + text.slice(offset + 1), known), offset)?.markdown ?? '';
}

const cases: readonly (readonly [string, string, ...RegExp[]])[] = [
  [
    'a key',
    `${head}se|ed: 1`,
    /^\*\*`seed`\*\* Seed of all random/,
    /a whole number, at least 0/,
    /Default: `1`/,
  ],
  ['a key that must be there', 'tic|ket: 1', /Required/],
  ['a key in braces', `${head}train: { bat|ch: 60 }`, /`train.batch`.*Batch size/],
  ['a unit', `${head}run: { checkpoint|Seconds: 5 }`, /Unit: seconds/],
  ['the ladder on rounds', `${head}prune: { roun|ds: 2 }`, /\| 2 \| 170,538 \| 64\.06% \|$/],
  ['the ladder on rate', `${head}prune: { ra|te: 0.2 }`, /\| 20 \| 3,179 \| 1\.19% \|$/],
  ['an entry by its name', `${head}train: { optimizer: s|gd }`, /^\*\*`sgd`\*\*/, /w ← /],
  [
    'an entry by its kind',
    `${head}train: { optimizer: { kind: ad|am } }`,
    /m̂/,
    /\[arXiv:1412\.6980\]\(https:/,
  ],
  [
    'the entries to choose from',
    `${head}prune: { crit|erion: }`,
    /- `magnitude`: .*\n- `magnitude-increase`: /,
  ],
  [
    'an option of an entry',
    `${head}train: { optimizer: { kind: adam, bet|a1: 0.9 } }`,
    /`train.optimizer.beta1`/,
  ],
  [
    'an option of a module',
    head.replace('mlp', '{ module: ./my-net.mjs, wid|th: 8 }'),
    /Units\./,
    /Default: `8`/,
  ],
  [
    'a layer',
    head.replace('mlp', '{ kind: mlp, layers: { a|b: 30 } }'),
    /784 × 30/,
    /23,520/,
    /never pruned/,
  ],
  [
    'a layer of a module',
    `${head.replace('mlp', '{ module: ./my-net.mjs }')}prune: { rates: { on|ly: 0.5 } }`,
    /784 × 10/,
  ],
  ['a control', `${head}controls: [rei|nit]`, /^\*\*`reinit`\*\*/],
  ['epochs', `${head}train: { iterations: 2 ep|ochs }`, /1,834 iterations\.$/],
  [
    'a density',
    `${head}claims: [{ says: x, at: { den|sity: 0.5 }, metric: testAccuracy, value: ticket, atLeast: 0 }]`,
    /Round 3, at 51\.28% density/,
  ],
  [
    'the parameters of the model',
    head.replace('model: mlp', 'mo|del: mlp'),
    /266,610 parameters, 266,200 prunable/,
  ],
  ['the examples of the workload', head.replace('workload', 'work|load'), /55,000 training/],
];

describe('hover tells', () => {
  for (const [what, text, ...says] of cases) {
    test(what, () => {
      for (const one of says) assert.match(told(text), one);
    });
  }

  test('nothing of a comment, of what is unknown, and of what cannot be read', () => {
    for (const text of [`${head}# a |comment`, `${head}oth|er: 1`, 'ticket: [|', '|', `${head}| `])
      assert.equal(told(text), '');
  });

  test('something of every key that a spec has', () => {
    const example = fs.readFileSync('examples/lenet-mnist-paper.ticket.yaml', 'utf8');
    for (const key of Object.keys(asSchema(schema).properties ?? {})) {
      const at = example.search(new RegExp(`^${key}:`, 'm'));
      if (at >= 0) assert.match(hover(read(example), at)?.markdown ?? '', new RegExp(`^\\*\\*\`${key}\``));
    }
  });

  test('of every entry its description and its equation', () => {
    for (const { name, description, equation = '' } of lab.criteria) {
      const text = told(`${head}prune: { criterion: |${name} }`);
      assert.ok(text.includes(description) && text.includes(equation), text);
    }
  });
});

describe('a note beside the text', () => {
  const noted = (text: string): readonly string[] => hints(read(text)).map((hint) => hint.text);

  test('says what follows from a value', () => {
    const text = `${head}prune:\n  rounds: 3\n  rates:\n    fc1: 0.5\ntrain: { evaluate: { every: 1 epoch } }\n`;
    assert.deepEqual(noted(text), ['266,610 parameters', '17.01% left', '12.5% left', '= 917 iterations']);
  });

  test('of a layer stands alone on its line', () => {
    const flow = `${head.replace('model: mlp', 'model:\n  kind: mlp\n  layers: { fc1: 300, fc2: 100 }')}prune: { rounds: 3, rates: { fc1: 0.5 } }\n`;
    assert.deepEqual(noted(flow), ['266,610 parameters', '17.01% left']);
    const block = flow.replace('{ fc1: 300, fc2: 100 }', '\n    fc1: 300\n    fc2: 100');
    const layers = ['235,500 parameters', '30,100 parameters'];
    assert.deepEqual(noted(block), ['266,610 parameters', ...layers, '17.01% left']);
    // The density that the editor shows after a layer takes the place of its number of parameters.
    const annotated = hints(read(block), new Set(['fc1'])).map((hint) => hint.text);
    assert.deepEqual(annotated, ['266,610 parameters', '30,100 parameters', '17.01% left']);
  });

  test('is one for all combinations of a sweep where they agree, and a few where they do not', () => {
    assert.deepEqual(noted(`${head}prune: { rounds: 3 }\nsweep: { seed: [1, 2] }\n`), [
      '266,610 parameters',
      '51.28% left',
    ]);
    const [, left] = noted(`${head}prune: { rounds: 3 }\nsweep: { prune.rate: [0.2, 0.5] }\n`);
    assert.equal(left, '51.28% left | 12.61% left');
  });

  test('is not said of a layer whose weights are ranked with others', () => {
    const text = `${head}prune: { rates: { fc1: 0.2 }, scope: global }\n`;
    assert.ok(!noted(text).some((one) => one.includes('left')), noted(text).join());
  });

  test('is not said where something is wrong', () => {
    assert.deepEqual(noted(`${head}prune: { rounds: 3 }\nseed: x\n`), []);
  });
});

test('the round of a density is the nearest by ratio, the denser of two as near', () => {
  const [first] = plansOf(read(`${head}prune: { rounds: 4, rate: 0.5, rates: {} }\n`));
  assert.ok(first);
  const densities = first.plan.rounds.map(({ density }) => density);
  assert.deepEqual(
    densities,
    [266_200, 133_100, 66_550, 33_275, 16_637].map((left) => left / 266_200),
  );
  const round = (density: number): number | undefined => roundOf({ density }, first.plan)?.round;
  assert.deepEqual([1, 0.71, 0.7, 0.36, 0.35, 0.001].map(round), [0, 0, 1, 1, 2, 4]);
  assert.equal(roundOf('end', first.plan)?.round, 4);
  assert.equal(roundOf({ round: 2 }, first.plan)?.round, 2);
});
