// Pruning and rewinding.
import { below, head, keysBetween, type Case } from './case';

export const prune: readonly Case[] = below(head, [
  {
    document: 'prune:\n  |',
    labels: ['rounds', 'rate', 'rates', 'criterion', 'structure', 'scope', 'schedule'],
    take: 'rounds',
    fill: ['3'],
    becomes: 'prune:\n  rounds: 3',
    detail: 'default 20',
    documentation: 'Pruning rounds after round 0, which trains the dense network.',
  },
  ...keysBetween('prune:\n  rounds: 3\n  ', '', {
    rate: '0.3',
    criterion: 'random',
    structure: 'element',
    scope: 'global',
    schedule: 'one-shot',
  }),
  { document: 'prune:\n  |', take: 'rates', fill: ['fc1: 0.1'], becomes: 'prune:\n  rates:\n    fc1: 0.1' },
  { document: 'prune: { | }', take: 'rates', fill: ['fc1: 0.1'], becomes: 'prune: { rates: { fc1: 0.1 } }' },
  ...keysBetween('prune: { criterion: { ', ' } }', { kind: 'magnitude' }),
  ...keysBetween('prune: { scope: { ', ' } }', { kind: 'layer' }),
  ...keysBetween('prune: { schedule: { ', ' } }', { kind: 'iterative' }),
  {
    document: 'prune: { structure: { | } }',
    take: 'kind',
    becomes: 'prune: { structure: { kind: element } }',
  },
  {
    document: 'prune:\n  criterion: |',
    labels: ['magnitude', 'magnitude-increase', 'random'],
    never: ['{ kind: magnitude }'],
    take: 'random',
    becomes: 'prune:\n  criterion: random',
    documentation:
      'Removes weights at random: the baseline for other criteria.\n\n' +
      'Frankle et al. 2021, arXiv:2009.08576 (random pruning)',
  },
  {
    document: 'prune:\n  structure: |',
    labels: ['element'],
    take: 'element',
    becomes: 'prune:\n  structure: element',
    detail: 'default',
  },
  {
    document: 'prune:\n  scope: |',
    labels: ['global', 'layer'],
    take: 'global',
    becomes: 'prune:\n  scope: global',
  },
  {
    document: 'prune:\n  schedule: one|',
    labels: ['iterative', 'one-shot'],
    take: 'one-shot',
    becomes: 'prune:\n  schedule: one-shot',
  },
  { document: 'prune:\n  rate: |', labels: ['0.2'], take: '0.2', becomes: 'prune:\n  rate: 0.2' },

  // Layers
  {
    document: 'prune:\n  rates: { | }',
    labels: ['fc1', 'fc2', 'output'],
    take: 'fc2',
    fill: ['0.1'],
    becomes: 'prune:\n  rates: { fc2: 0.1 }',
    documentation: 'fc2.weight 300 × 100, fc2.bias 100',
  },
  {
    document: 'prune:\n  rates:\n    fc1: 0.3\n    |',
    labels: ['fc2', 'output'],
    never: ['fc1', 'rates', 'rate'],
    take: 'output',
    fill: ['0.1'],
    becomes: 'prune:\n  rates:\n    fc1: 0.3\n    output: 0.1',
  },
  {
    document: 'prune:\n  rates: { "fc|": 0.1 }',
    labels: ['fc1', 'fc2', 'output'],
    take: 'fc1',
    becomes: 'prune:\n  rates: { "fc1": 0.1 }',
  },

  // Rewinding
  {
    document: 'rewind: |',
    labels: ['init', 'learning-rate', 'none', '{ to }'],
    never: ['iteration'],
    take: 'learning-rate',
    becomes: 'rewind: learning-rate',
    documentation:
      'Keeps the trained values of surviving weights and restarts the learning-rate schedule.\n\nRenda et al. 2020, arXiv:2003.02389',
  },
  {
    document: 'rewind: 500|',
    labels: ['500 iterations', '500 epochs'],
    take: '500 iterations',
    becomes: 'rewind: 500 iterations',
  },
  ...keysBetween('rewind: { ', ' }', { to: 'none' }),
  {
    document: 'rewind: { to: | }',
    labels: ['init', 'learning-rate', 'none'],
    never: ['{ to }'],
    take: 'init',
    becomes: 'rewind: { to: init }',
    detail: 'default',
  },
  {
    document: 'rewind: |',
    take: '{ to }',
    fill: ['10 iterations'],
    becomes: 'rewind: { to: 10 iterations }',
  },
]);
