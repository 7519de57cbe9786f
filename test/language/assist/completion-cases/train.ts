// Training: optimizers, learning rates, and times.
import { below, head, keysBetween, type Case } from './case';

const adam = { learningRate: '0.01', beta1: '0.8', beta2: '0.99', epsilon: '1e-7', weightDecay: '0.1' };
const sgd = { learningRate: '0.1', momentum: '0.5', nesterov: 'true', weightDecay: '0' };
const optimizer = 'train:\n  optimizer: ';
const schedule = 'train:\n  schedule: ';

export const train: readonly Case[] = below(head, [
  {
    document: 'train:\n  |',
    labels: ['optimizer', 'schedule', 'batch', 'iterations', 'evaluate'],
    never: ['kind', 'train', 'every'],
    take: 'batch',
    fill: ['32'],
    becomes: 'train:\n  batch: 32',
    detail: 'default 60',
    documentation: 'Batch size: training examples per update.',
  },
  ...keysBetween('train:\n  batch: 60\n  ', '', {
    optimizer: 'sgd',
    schedule: 'cosine',
    iterations: '55 epochs',
  }),
  {
    document: 'train:\n  |',
    take: 'evaluate',
    fill: ['every: 50'],
    becomes: 'train:\n  evaluate:\n    every: 50',
  },
  ...keysBetween('train: { evaluate: { ', ' } }', { every: '50' }),
  {
    document: 'train: { | }',
    take: 'evaluate',
    fill: ['every: 5'],
    becomes: 'train: { evaluate: { every: 5 } }',
  },

  // Optimizers
  {
    document: `${optimizer}|`,
    labels: ['adam', 'adamw', 'sgd', '{ kind: adam }', '{ kind: adamw }', '{ kind: sgd }'],
    take: 'adamw',
    becomes: `${optimizer}adamw`,
    documentation: 'Adam with decoupled weight decay.\n\nLoshchilov & Hutter 2019, arXiv:1711.05101',
  },
  { document: `${optimizer}|`, take: 'adam', becomes: `${optimizer}adam`, detail: 'default' },
  {
    document: `${optimizer}|`,
    take: '{ kind: adamw }',
    fill: ['weightDecay: 0'],
    becomes: `${optimizer}{ kind: adamw, weightDecay: 0 }`,
    documentation: 'Adam with decoupled weight decay.\n\nLoshchilov & Hutter 2019, arXiv:1711.05101',
  },
  ...keysBetween(`${optimizer}{ `, ' }', { kind: 'sgd' }),
  { document: `${optimizer}{ kind: | }`, labels: ['adam', 'adamw', 'sgd'], never: ['{ kind: adam }'] },
  ...keysBetween(`${optimizer}{ kind: adam, `, ' }', adam),
  ...keysBetween(`${optimizer}{ kind: adamw, `, ' }', adam),
  ...keysBetween(`${optimizer}\n    kind: sgd\n    `, '', sgd),
  {
    document: `${optimizer}{ kind: adam, | }`,
    labels: Object.keys(adam),
    never: ['momentum', 'nesterov', 'kind'],
  },
  { document: `${optimizer}{ kind: sgd, | }`, labels: Object.keys(sgd), never: ['beta1', 'epsilon'] },
  {
    document: `${optimizer}{ momentum: 0.5, | }`,
    labels: ['kind', 'learningRate', 'nesterov'],
    never: ['beta1', 'momentum'],
    take: 'kind',
    becomes: `${optimizer}{ momentum: 0.5, kind: sgd }`,
  },
  {
    document: `${optimizer}{ learningRate: 0.1, | }`,
    labels: ['kind'],
    never: ['beta1', 'momentum'],
    take: 'kind',
    fill: ['adam'],
    becomes: `${optimizer}{ learningRate: 0.1, kind: adam }`,
  },
  {
    document: `${optimizer}{ kind: sgd, nesterov: | }`,
    labels: ['true', 'false'],
    take: 'true',
    becomes: `${optimizer}{ kind: sgd, nesterov: true }`,
  },
  { document: `${optimizer}{ kind: adam, nesterov: | }`, never: ['true', 'false'] },
  {
    document: `${optimizer}{ kind: sgd, nesterov: | }`,
    take: 'false',
    becomes: `${optimizer}{ kind: sgd, nesterov: false }`,
    detail: 'default',
  },
  {
    document: `${optimizer}{ kind: adam, learningRate: | }`,
    labels: ['0.0012'],
    take: '0.0012',
    becomes: `${optimizer}{ kind: adam, learningRate: 0.0012 }`,
  },

  // Factors on the learning rate
  {
    document: `${schedule}|`,
    labels: ['constant', 'cosine', '{ kind: cosine }', '{ kind: steps }', '{ kind: warmup }', '[ ]'],
    never: ['steps', 'warmup', '{ kind: constant }'],
    take: '{ kind: warmup }',
    fill: ['50'],
    becomes: `${schedule}{ kind: warmup, iterations: 50 }`,
  },
  { document: `${schedule}|`, take: '[ ]', fill: ['cosine'], becomes: `${schedule}[cosine]` },
  ...keysBetween(`${schedule}{ `, ' }', { kind: 'cosine' }),
  ...keysBetween(`${schedule}{ kind: cosine, `, ' }', { to: '0.1' }),
  ...keysBetween(`${schedule}{ kind: steps, at: [5], `, ' }', { factor: '0.5' }),
  {
    document: `${schedule}{ kind: steps, | }`,
    labels: ['at', 'factor'],
    take: 'at',
    fill: ['6 epochs'],
    becomes: `${schedule}{ kind: steps, at: [6 epochs] }`,
    detail: 'required',
  },
  ...keysBetween(`${schedule}{ kind: warmup, `, ' }', { iterations: '2 epochs' }),
  ...keysBetween(`${schedule}\n    - `, '', { kind: 'cosine' }),
  ...keysBetween(`${schedule}[{ kind: cosine, `, ' }]', { to: '0.2' }),
  ...keysBetween(`${schedule}\n    - kind: steps\n      at: [9]\n      `, '', { factor: '0.5' }),
  ...keysBetween(`${schedule}\n    - kind: warmup\n      `, '', { iterations: '100' }),
  {
    document: `${schedule}\n    - kind: steps\n      |`,
    take: 'at',
    fill: ['100'],
    becomes: `${schedule}\n    - kind: steps\n      at: [100]`,
  },
  {
    document: `${schedule}\n    - { kind: warmup, iterations: 50 }\n    - |`,
    labels: ['kind', 'constant', 'cosine', '{ kind: steps }'],
    take: '{ kind: steps }',
    fill: ['[500]'],
    becomes: `${schedule}\n    - { kind: warmup, iterations: 50 }\n    - { kind: steps, at: [500] }`,
  },

  // Times
  {
    document: 'train:\n  iterations: 50|',
    labels: ['50 iterations', '50 epochs'],
    take: '50 epochs',
    becomes: 'train:\n  iterations: 50 epochs',
  },
  {
    document: 'train:\n  iterations: 50 ep|',
    labels: ['50 iterations', '50 epochs'],
    take: '50 epochs',
    becomes: 'train:\n  iterations: 50 epochs',
  },
  { document: 'train:\n  iterations: 0|', never: ['0 iterations', '0 epochs'] },
  { document: 'train:\n  iterations: 1.5|', labels: ['1.5 epochs'], never: ['1.5 iterations'] },
  {
    document: 'train:\n  iterations: |',
    take: '50000',
    becomes: 'train:\n  iterations: 50000',
    detail: 'default',
  },
  {
    document: 'train: { evaluate: { every: 2| } }',
    labels: ['2 iterations', '2 epochs'],
    take: '2 epochs',
    becomes: 'train: { evaluate: { every: 2 epochs } }',
  },
  {
    document: `${schedule}{ kind: steps, at: [6 epochs, 8|] }`,
    labels: ['8 iterations', '8 epochs'],
    take: '8 epochs',
    becomes: `${schedule}{ kind: steps, at: [6 epochs, 8 epochs] }`,
  },
  { document: 'train:\n  batch: 50|', never: ['50 iterations', '50 epochs'] },
]);
