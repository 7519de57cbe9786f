// User modules: their files, their options, and their layers.
import type { Known } from '../../../../src/language/check';
import { head, type Case } from './case';

const parameter = (name: string, shape: readonly number[]) => ({
  ...({ name, shape, initializer: 'zeros', prunable: true } as const),
});
const known: Known = {
  models: {
    './my-net.mjs': {
      layers: ['first', 'block: 1', 'output'].map((name) => ({
        name,
        parameters: [parameter(`${name}.weight`, [784, 4])],
      })),
      options: {
        properties: {
          width: { type: 'integer', default: 32, description: 'Units of each layer.' },
          shape: { enum: ['wide', 'deep', 'null', 'x$1'] },
        },
        additionalProperties: false,
      },
    },
  },
};
const model = 'ticket: 1\nworkload: mnist\nmodel: { module: ./my-net.mjs';

export const own: readonly Case[] = [
  {
    document: 'ticket: 1\nworkload: mnist\nmodel: { module: | }',
    labels: ['./my-net.mjs', './lib/task.js'],
    take: './my-net.mjs',
    becomes: 'ticket: 1\nworkload: mnist\nmodel: { module: ./my-net.mjs }',
  },
  {
    document: 'ticket: 1\nworkload:\n  module: ./l|\nmodel: mlp',
    labels: ['./my-net.mjs', './lib/task.js'],
    take: './lib/task.js',
    becomes: 'ticket: 1\nworkload:\n  module: ./lib/task.js\nmodel: mlp',
  },
  {
    document: 'ticket: 1\nworkload: mnist\nmodel: { module: "./|" }',
    take: './my-net.mjs',
    becomes: 'ticket: 1\nworkload: mnist\nmodel: { module: "./my-net.mjs" }',
  },
  ...['workload: |\nmodel: mlp', 'workload: mnist\nmodel: |'].map((document): Case => ({
    document: `ticket: 1\n${document}`,
    take: '{ module }',
    fill: ['./my-net.mjs'],
    becomes: `ticket: 1\n${document.replace('|', '{ module: ./my-net.mjs }')}`,
    documentation: 'Your own module. Its default export implements the same interface as a built-in entry.',
  })),
  ...['workload: { | }\nmodel: mlp', 'workload: mnist\nmodel: { | }'].map((document): Case => ({
    document: `ticket: 1\n${document}`,
    labels: ['kind', 'module'],
    take: 'module',
    fill: ['./my-net.mjs'],
    becomes: `ticket: 1\n${document.replace('|', 'module: ./my-net.mjs')}`,
    detail: '',
  })),
  { document: `${model}, | }`, never: ['kind', 'layers', 'module'] },
  {
    document: `${model}, | }`,
    known,
    labels: ['width', 'shape'],
    never: ['kind', 'layers'],
    take: 'width',
    fill: ['8'],
    becomes: `${model}, width: 8 }`,
    documentation: 'Units of each layer.',
    detail: 'default 32',
  },
  {
    document: `${model}, shape: | }`,
    known,
    labels: ['wide', 'deep'],
    take: 'deep',
    becomes: `${model}, shape: deep }`,
  },
  {
    document: `${model} }\nprune: { rates: { | } }`,
    known,
    labels: ['first', 'block: 1', 'output'],
    never: ['fc1'],
    take: 'block: 1',
    fill: ['0.1'],
    becomes: `${model} }\nprune: { rates: { "block: 1": 0.1 } }`,
    documentation: 'block: 1.weight 784 × 4',
  },
  {
    document: `${model} }\nprune: { rates: { "fi|": 0.1 } }`,
    known,
    take: 'block: 1',
    becomes: `${model} }\nprune: { rates: { "block: 1": 0.1 } }`,
  },
  ...['null', 'x$1'].map((take): Case => ({
    document: `${model}, shape: | }`,
    known,
    take,
    becomes: `${model}, shape: "${take}" }`,
  })),
  {
    document: `${model} }\nsweep:\n  |`,
    known,
    labels: ['model.width', 'model.shape'],
    never: ['model.layers'],
  },
  { document: `${model} }\nprune: { rates: { | } }`, labels: [] },
  { document: `${head}prune: { rates: { | } }`, known, labels: ['fc1', 'fc2', 'output'], never: ['first'] },
];
