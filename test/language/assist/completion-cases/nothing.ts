// Positions without suggestions.
import { below, head, type Case } from './case';

const claim = 'claims:\n  - says: ';

const empty: readonly string[] = [
  'workload:|\n',
  'train: { optimizer:| }\n',
  'train: {batch:3|}\n',
  'controls:\n  -|\n',
  '# work|\n',
  'seed: 1 # tr|\n',
  'train:\n  # ba|\n',
  'seed: |# one\n',
  'train: { batch: 32 } # ti|\n',
  'title: "a |"\n',
  "title: 'a |'\n",
  'title: a net of m|\n',
  'title: |\n',
  'title: >\n  a net of |\n',
  'title: >\n  a net of\n  |\n',
  `${claim}the ticket is |\n`,
  `${claim}"the ticket: |"\n`,
  `${claim}it's mine: |\n`,
  'no: { such: { | } }\n',
  'seed: { | }\n',
  'model.layers: { | }\n',
  'train:\n  |  batch: 32\n',
  'controls:\n  |- reinit\n',
  'train: {\n  optimizer: adam\n  sg|\n  }\n',
  'train: { optimizer: s|\n  gd }\n',
  'train: { "ba|" }\n',
  'train: { batch: 32 }|\n',
  'prune:\n  rates: { fc1: | }\n',
];

export const nothing: readonly Case[] = below(
  head,
  empty.map((document) => ({ document, labels: [] })),
);
