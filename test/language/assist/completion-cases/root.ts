// A spec's top-level keys, workload, model and run settings.
import { below, head, keysBetween, type Case } from './case';

const workload = 'ticket: 1\nmodel: mlp\nworkload: ';

export const root: readonly Case[] = [
  {
    document: '|',
    labels: ['ticket', 'workload', 'model', 'title', 'seed', 'trials', 'train', 'prune', 'rewind'],
    take: 'ticket',
    becomes: 'ticket: 1',
    detail: 'required',
    documentation: 'Language version.',
    unfinished: true,
  },
  {
    document: 'ticket: 1\n|',
    labels: ['workload', 'model', 'title', 'run'],
    never: ['ticket'],
    take: 'workload',
    fill: ['mnist'],
    becomes: 'ticket: 1\nworkload: mnist',
    unfinished: true,
  },
  {
    document: 'ticket: 1\nworkload: mnist\nm|',
    take: 'model',
    fill: ['mlp'],
    becomes: 'ticket: 1\nworkload: mnist\nmodel: mlp',
  },
  ...keysBetween(head, '', { title: 'Two nets', seed: '7', trials: '3', rewind: 'none' }),
  ...keysBetween(
    head,
    '',
    {
      train: 'batch: 32',
      prune: 'rounds: 3',
      run: 'keep: masks',
      sweep: 'seed: [1, 2]',
      controls: '- reinit',
    },
    (key, value) => `${key}:\n  ${value}`,
  ).map((one) => (one.take === 'controls' ? { ...one, fill: ['reinit'] } : one)),
  { document: `${head}|`, take: 'seed', fill: ['1'], becomes: `${head}seed: 1`, detail: 'default 1' },
  ...below(head, [
    {
      document: '|',
      never: ['ticket', 'workload', 'model', 'kind', 'batch'],
      take: 'claims',
      fill: ['it wins', 'testAccuracy\n    value: ticket\n    atLeast: 0.9'],
      becomes: 'claims:\n  - says: it wins\n    metric: testAccuracy\n    value: ticket\n    atLeast: 0.9',
    },
  ]),

  // Workloads and models
  {
    document: 'ticket: 1\nworkload: |\nmodel: mlp',
    labels: ['fashion-mnist', 'mnist', 'spirals', '{ kind: mnist }', '{ module }'],
    take: 'mnist',
    becomes: 'ticket: 1\nworkload: mnist\nmodel: mlp',
    documentation:
      'MNIST: 28 × 28 images of handwritten digits; 60,000 training and 10,000 test images.\n\n' +
      'LeCun et al. 1998, Gradient-based learning applied to document recognition, doi:10.1109/5.726791',
  },
  {
    document: `${workload}|`,
    take: '{ kind: spirals }',
    fill: ['turns: 2'],
    becomes: `${workload}{ kind: spirals, turns: 2 }`,
    documentation:
      'Interleaved spirals in the plane, generated from the seed; trains in seconds.\n\n' +
      'Lang & Witbrock 1988, Learning to tell two spirals apart (Connectionist Models Summer School)',
  },
  {
    document: `${workload}{ | }`,
    labels: ['kind', 'module'],
    never: ['validation', 'train'],
    take: 'kind',
    fill: ['mnist'],
    becomes: `${workload}{ kind: mnist }`,
    documentation: 'The built-in entry.',
  },
  {
    document: `${workload}{ kind: | }`,
    labels: ['fashion-mnist', 'mnist', 'spirals'],
    never: ['{ module }'],
    take: 'spirals',
    becomes: `${workload}{ kind: spirals }`,
  },
  ...['mnist', 'fashion-mnist'].flatMap((kind) =>
    keysBetween(`${workload}{ kind: ${kind}, `, ' }', {
      validation: '4000',
      inputs: 'standard',
      examples: '10000',
      folder: './data',
    }),
  ),
  {
    document: `${workload}{ kind: mnist, inputs: | }`,
    labels: ['unit', 'standard'],
    take: 'unit',
    becomes: `${workload}{ kind: mnist, inputs: unit }`,
    detail: 'default',
  },
  ...keysBetween(`${workload}\n  kind: spirals\n  `, '', {
    classes: '3',
    train: '100',
    validation: '50',
    test: '50',
    noise: '0.1',
    turns: '1',
  }),
  {
    document: 'ticket: 1\nworkload: mnist\nmodel:\n  |',
    labels: ['kind', 'module', 'mlp'],
    never: ['layers', '{ kind: mlp }'],
    take: 'kind',
    fill: ['mlp'],
    becomes: 'ticket: 1\nworkload: mnist\nmodel:\n  kind: mlp',
  },
  {
    document: 'ticket: 1\nworkload: mnist\nmodel:\n  kind: mlp\n  |',
    labels: ['layers', 'activation'],
    never: ['kind', 'module'],
    take: 'layers',
    fill: ['fc1: 10'],
    becomes: 'ticket: 1\nworkload: mnist\nmodel:\n  kind: mlp\n  layers:\n    fc1: 10',
    detail: 'default {"fc1":300,"fc2":100}',
  },
  ...keysBetween('ticket: 1\nworkload: mnist\nmodel: { kind: mlp, ', ' }', { activation: 'tanh' }),
  {
    document: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, activation: | }',
    labels: ['relu', 'tanh'],
    take: 'tanh',
    becomes: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, activation: tanh }',
  },

  // Run settings
  ...below(head, [
    ...keysBetween('run:\n  ', '', { engine: 'xla', workers: '2', keep: 'all', checkpointSeconds: '60' }),
    {
      document: 'run: { engine: | }',
      labels: ['auto', 'eager', 'graph', 'mixed', 'xla'],
      take: 'auto',
      becomes: 'run: { engine: auto }',
      detail: 'default',
    },
    { document: 'run: { workers: | }', labels: ['auto'], take: 'auto', becomes: 'run: { workers: auto }' },
    {
      document: 'run: { keep: | }',
      labels: ['all', 'tickets', 'masks'],
      take: 'tickets',
      becomes: 'run: { keep: tickets }',
      detail: 'default',
    },
    {
      document: 'run: { checkpointSeconds: | }',
      take: '30',
      becomes: 'run: { checkpointSeconds: 30 }',
      detail: 'default',
    },
    { document: 'seed: |', take: '1', becomes: 'seed: 1', detail: 'default' },
    { document: 'trials: |', labels: ['5'], take: '5', becomes: 'trials: 5' },
  ]),
];
