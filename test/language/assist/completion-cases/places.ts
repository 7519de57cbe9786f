// Lines and indentation: suggestions per position, and insertion at a wrong indentation.
import { below, head, type Case } from './case';

/** Documents without keys. */
const empty = ['\n\n|', '# A comment.\n|', '  |', '\t|\n', '---\n|', '|\n# A comment.\n', '\r\n|\r\n'];

const first: readonly Case[] = empty.map((document) => ({
  document,
  labels: ['ticket', 'workload', 'model', 'title'],
  take: 'ticket',
  becomes: document.replace(/[ \t]*\|/, 'ticket: 1'),
  unfinished: true,
}));

const inSpec: readonly Case[] = below(head, [
  // Empty lines
  {
    document: 'train:\n|\n  batch: 32\n',
    labels: ['optimizer', 'iterations'],
    never: ['prune', 'seed', 'batch'],
    take: 'iterations',
    fill: ['100'],
    becomes: 'train:\n  iterations: 100\n  batch: 32\n',
  },
  {
    document: 'train:\n|\n    batch: 32\n',
    never: ['prune'],
    take: 'iterations',
    fill: ['100'],
    becomes: 'train:\n    iterations: 100\n    batch: 32\n',
  },
  {
    document: 'train:\n  |\n    batch: 32\n',
    never: ['prune'],
    take: 'iterations',
    fill: ['100'],
    becomes: 'train:\n    iterations: 100\n    batch: 32\n',
  },
  {
    document: 'train:\n|\nprune:\n  rounds: 3\n',
    labels: ['optimizer', 'seed'],
    take: 'batch',
    fill: ['32'],
    becomes: 'train:\n  batch: 32\nprune:\n  rounds: 3\n',
  },
  {
    document: 'train:\n  batch: 32\n|\n  iterations: 100\n',
    labels: ['optimizer', 'schedule'],
    never: ['prune', 'batch', 'iterations'],
    take: 'schedule',
    fill: ['cosine'],
    becomes: 'train:\n  batch: 32\n  schedule: cosine\n  iterations: 100\n',
  },
  {
    document: 'train:\n  batch: 32\n\n  |\n',
    labels: ['optimizer', 'schedule'],
    never: ['prune', 'batch'],
    take: 'schedule',
    fill: ['cosine'],
    becomes: 'train:\n  batch: 32\n\n  schedule: cosine\n',
  },
  {
    document: 'train:\n  batch: 32\n\n|\n',
    labels: ['prune', 'rewind'],
    never: ['train', 'schedule'],
    take: 'rewind',
    fill: ['none'],
    becomes: 'train:\n  batch: 32\n\nrewind: none\n',
  },
  {
    document: 'train:\n  evaluate:\n    every: 50\n  |\n',
    labels: ['optimizer', 'batch'],
    never: ['every', 'prune', 'evaluate'],
    take: 'batch',
    fill: ['32'],
    becomes: 'train:\n  evaluate:\n    every: 50\n  batch: 32\n',
  },
  {
    document: 'train:\n  batch: 32 # small\n  # more\n  |\n',
    never: ['prune'],
    take: 'schedule',
    fill: ['cosine'],
    becomes: 'train:\n  batch: 32 # small\n  # more\n  schedule: cosine\n',
  },

  // Wrong indentation
  {
    document: 'train:\n  batch: 32\n    |',
    labels: ['optimizer', 'schedule'],
    never: ['batch', 'prune'],
    take: 'schedule',
    fill: ['cosine'],
    becomes: 'train:\n  batch: 32\n  schedule: cosine',
  },
  {
    document: 'train:\n  batch: 32\n   sched|',
    take: 'schedule',
    fill: ['cosine'],
    becomes: 'train:\n  batch: 32\n  schedule: cosine',
  },
  {
    document: 'train:\n  optimizer:\n      kind: adam\n    b|',
    labels: ['schedule', 'batch'],
    never: ['optimizer', 'learningRate'],
    take: 'batch',
    fill: ['32'],
    becomes: 'train:\n  optimizer:\n      kind: adam\n  batch: 32',
  },
  { document: 'seed: 1\n |', take: 'title', fill: ['a'], becomes: 'seed: 1\ntitle: a' },
  { document: 'train:\n\t|', take: 'batch', fill: ['32'], becomes: 'train:\n  batch: 32' },
  {
    document: 'train:\n  batch: 32\n      evaluate|',
    take: 'evaluate',
    fill: ['every: 5'],
    becomes: 'train:\n  batch: 32\n  evaluate:\n    every: 5',
  },
  {
    document: 'train:\nba|',
    labels: ['batch', 'prune'],
    take: 'batch',
    fill: ['32'],
    becomes: 'train:\n  batch: 32',
  },
  {
    document: 'train:\n    batch: 32\n    |',
    take: 'evaluate',
    fill: ['every: 5'],
    becomes: 'train:\n    batch: 32\n    evaluate:\n      every: 5',
  },

  // Values on a separate line
  {
    document: 'train:\n  optimizer:\n    ad|',
    labels: ['kind', 'adam', 'sgd'],
    never: ['{ kind: adam }'],
    take: 'adam',
    becomes: 'train:\n  optimizer:\n    adam',
  },

  // Line ends of another system
  {
    document: 'train:\r\n  |\r\nprune:\r\n  rounds: 3\r\n',
    labels: ['optimizer', 'batch'],
    never: ['seed'],
    take: 'evaluate',
    fill: ['every: 5'],
    becomes: 'train:\r\n  evaluate:\r\n    every: 5\r\nprune:\r\n  rounds: 3\r\n',
  },
  {
    document: 'train:\r\n  optimizer: |\r\n  batch: 32\r\n',
    take: 'sgd',
    becomes: 'train:\r\n  optimizer: sgd\r\n  batch: 32\r\n',
  },
  {
    document: 'train:\r\n|\r\n  batch: 32\r\n',
    never: ['prune'],
    take: 'iterations',
    fill: ['900'],
    becomes: 'train:\r\n  iterations: 900\r\n  batch: 32\r\n',
  },
  {
    document: 'train: { optimizer: sgd, |\r\nseed: 1\r\n',
    take: 'batch',
    fill: ['5 }'],
    becomes: 'train: { optimizer: sgd, batch: 5 }\r\nseed: 1\r\n',
  },
]);

export const places: readonly Case[] = [...first, ...inSpec];
