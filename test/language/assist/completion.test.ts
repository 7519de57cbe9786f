// Completion: a document with the cursor at `|`, what is suggested there, and what it makes of the document.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { completions, type Completion } from '../../../src/language/assist/completion';
import { check } from '../../../src/language/check';

interface Case {
  readonly document: string;
  /** Suggested, in this order among others. */
  readonly labels?: readonly string[];
  /** Not suggested. */
  readonly never?: readonly string[];
  /** The suggestion that is taken; the places that it leaves are filled with these, and the document then checks. */
  readonly take?: string;
  readonly fill?: readonly string[];
  /** The document that comes of it. */
  readonly becomes?: string;
}

const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';
const claim = 'claims:\n  - says: it wins\n    metric: testAccuracy\n    value: ticket\n    atLeast: 0.9\n';

const cases: readonly Case[] = [
  {
    document: '|',
    labels: ['ticket', 'workload', 'model', 'title', 'seed', 'trials', 'train'],
    take: 'ticket',
    becomes: 'ticket: 1',
  },
  { document: 'ticket: 1\nwork|', labels: ['workload', 'model'], never: ['ticket'] },
  {
    document: 'ticket: 1\nworkload: |\nmodel: mlp',
    labels: ['fashion-mnist', 'mnist', 'spirals', '{ module }'],
    take: 'mnist',
    becomes: 'ticket: 1\nworkload: mnist\nmodel: mlp',
  },
  { document: 'ticket: 1\nworkload:|\nmodel: mlp', labels: [] },
  { document: 'ticket: 1 # work|\n', labels: [] },
  { document: `${head}title: "a |"\n`, labels: [] },
  { document: 'ticket: 1\nworkload: mnist\nmodel: { | }', labels: ['kind', 'module'], never: ['layers'] },
  {
    document: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, | }',
    labels: ['layers', 'activation'],
    never: ['kind', 'module'],
    take: 'activation',
    fill: ['tanh'],
    becomes: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, activation: tanh }',
  },
  {
    document: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, activation: |',
    labels: ['relu', 'tanh'],
  },
  {
    document: 'ticket: 1\nworkload: mnist\nmodel:\n  kind: mlp\n  |',
    labels: ['layers', 'activation'],
    take: 'layers',
    fill: ['fc1: 10'],
    becomes: 'ticket: 1\nworkload: mnist\nmodel:\n  kind: mlp\n  layers:\n    fc1: 10',
  },
  { document: 'ticket: 1\nworkload: mnist\nmodel: { module: | }', labels: ['./my-net.mjs'] },
  {
    document: `${head}train:\n  |`,
    labels: ['optimizer', 'schedule', 'batch', 'iterations', 'evaluate'],
    take: 'batch',
    fill: ['32'],
    becomes: `${head}train:\n  batch: 32`,
  },
  {
    document: `${head}train:\n  optimizer:\n      kind: adam\n    b|`,
    labels: ['schedule', 'batch'],
    never: ['optimizer', 'learningRate'],
    take: 'batch',
    fill: ['32'],
    becomes: `${head}train:\n  optimizer:\n      kind: adam\n  batch: 32`,
  },
  {
    document: `${head}train:\n  optimizer: |`,
    labels: ['adam', 'adamw', 'sgd'],
    take: 'adam',
    becomes: `${head}train:\n  optimizer: adam`,
  },
  {
    document: `${head}train:\n  optimizer: { kind: adam, lea| }`,
    labels: ['learningRate'],
    never: ['momentum'],
    take: 'learningRate',
    fill: ['1e-3'],
  },
  {
    document: `${head}train:\n  iterations: 50|`,
    labels: ['50 iterations', '50 epochs'],
    take: '50 epochs',
    becomes: `${head}train:\n  iterations: 50 epochs`,
  },
  {
    document: `${head}prune:\n  rates: { | }`,
    labels: ['fc1', 'fc2', 'output'],
    take: 'fc2',
    fill: ['0.1'],
    becomes: `${head}prune:\n  rates: { fc2: 0.1 }`,
  },
  {
    document: `${head}prune:\n  rates:\n    fc1: 0.3\n    |`,
    labels: ['fc2', 'output'],
    never: ['fc1'],
    take: 'output',
    fill: ['0.1'],
    becomes: `${head}prune:\n  rates:\n    fc1: 0.3\n    output: 0.1`,
  },
  { document: `${head}prune:\n  criterion: |`, labels: ['magnitude', 'magnitude-increase', 'random'] },
  { document: `${head}rewind: |`, labels: ['init', 'learning-rate', 'none'] },
  {
    document: `${head}rewind: 500|`,
    labels: ['500 iterations', '500 epochs'],
    take: '500 iterations',
    becomes: `${head}rewind: 500 iterations`,
  },
  {
    document: `${head}controls:\n  - |`,
    labels: ['kind', 'random-mask', 'reinit', 'same-sign-reinit', 'shuffled-mask'],
    take: 'reinit',
    becomes: `${head}controls:\n  - reinit`,
  },
  {
    document: `${head}controls: [rei|`,
    labels: ['random-mask', 'reinit'],
  },
  {
    document: `${head}|`,
    labels: ['claims'],
    take: 'claims',
    fill: ['it wins', 'testAccuracy\n    value: ticket\n    atLeast: 0.9'],
    becomes: `${head}claims:\n  - says: it wins\n    metric: testAccuracy\n    value: ticket\n    atLeast: 0.9`,
  },
  {
    document: `${head}controls: [reinit]\n${claim}    mustFail: [|]`,
    labels: ['reinit', '{ with }'],
    never: ['shuffled-mask'],
    take: 'reinit',
  },
  {
    document: `${head}controls: [reinit]\nclaims:\n  - says: x\n    difference: [ticket, |]`,
    labels: ['ticket', 'dense', 'reinit'],
  },
  {
    document: `${head}sweep:\n  prune.ra|`,
    labels: ['train.batch', 'prune.rate'],
    never: ['ticket', 'claims', 'run.engine'],
    take: 'prune.rate',
    fill: ['0.1, 0.2'],
    becomes: `${head}sweep:\n  prune.rate: [0.1, 0.2]`,
  },
  {
    document: `${head}run: { engine: | }`,
    labels: ['auto', 'eager', 'graph', 'mixed', 'xla'],
    take: 'xla',
    becomes: `${head}run: { engine: xla }`,
  },
];

const at = (document: string): { text: string; offset: number } => {
  const offset = document.indexOf('|');
  return { text: document.slice(0, offset) + document.slice(offset + 1), offset };
};

/** The text with a suggestion taken and its places filled. */
function taken(text: string, { insert, replaces }: Completion, fill: readonly string[]): string {
  const values = [...fill];
  const inserted = insert.replace(/(?<!\\)\$\d/g, () => values.shift() ?? '').replace(/\\([\\$}])/g, '$1');
  return text.slice(0, replaces.start) + inserted + text.slice(replaces.end);
}

describe('completion', () => {
  for (const { document, labels, never = [], take, fill = [], becomes } of cases) {
    test(JSON.stringify(document), () => {
      const { text, offset } = at(document);
      const found = completions(text, offset, { modules: ['./my-net.mjs'] });
      const all = found.map(({ label }) => label);
      if (labels)
        assert.deepEqual(labels.length === 0 ? all : all.filter((label) => labels.includes(label)), labels);
      for (const label of never) assert.ok(!all.includes(label), label);
      if (take === undefined) return;
      const one = found.find(({ label }) => label === take);
      assert.ok(one, `${take} is not among ${all.join(', ')}`);
      const result = taken(text, one, fill);
      if (becomes !== undefined) assert.equal(result, becomes);
      if (!result.startsWith(head) && take === 'ticket') return;
      const errors = check(result).problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual(errors, []);
    });
  }
});
