// Incomplete text: words, brackets and quotes; and text after the cursor.
import { below, head, type Case } from './case';

const claim = 'claims:\n  - says: wins [so far\n';

export const half: readonly Case[] = [
  { document: 'ticket: 1\nwork|', labels: ['workload', 'model'], never: ['ticket'] },
  {
    document: 'tick|\nworkload: mnist\nmodel: mlp\n',
    labels: ['ticket'],
    take: 'ticket',
    becomes: 'ticket: 1\nworkload: mnist\nmodel: mlp\n',
  },
  {
    document: 'ticket: 1\nwork|\nmodel: mlp\n',
    take: 'workload',
    fill: ['spirals'],
    becomes: 'ticket: 1\nworkload: spirals\nmodel: mlp\n',
  },
  {
    document: '{ ticket: 1, workload: mnist, | }',
    labels: ['model', 'seed'],
    never: ['workload'],
    take: 'model',
    fill: ['mlp'],
    becomes: '{ ticket: 1, workload: mnist, model: mlp }',
  },
  {
    document: '{"ticket": 1, "workload": "mnist", "model": "|"}',
    labels: ['mlp'],
    take: 'mlp',
    becomes: '{"ticket": 1, "workload": "mnist", "model": "mlp"}',
  },
  { document: 'ticket: |\nworkload: mnist\nmodel: mlp\n', labels: ['1'], take: '1', becomes: head },
  ...below(head, [
    // In the middle of a word
    {
      document: 'tra|in:\n  batch: 32\n',
      labels: ['train', 'prune'],
      take: 'train',
      becomes: 'train:\n  batch: 32\n',
    },
    { document: 'see|d: 4\n', take: 'trials', becomes: 'trials: 4\n' },
    { document: 'train:\n  |ba: 32\n', take: 'batch', becomes: 'train:\n  batch: 32\n' },
    { document: 'train: { bat|ches: 32 }\n', take: 'batch', becomes: 'train: { batch: 32 }\n' },
    { document: 'controls:\n  - ki|: reinit\n', take: 'kind', becomes: 'controls:\n  - kind: reinit\n' },
    {
      document: 'prune:\n  criterion: mag|nitude-increase\n',
      take: 'random',
      becomes: 'prune:\n  criterion: random\n',
    },
    {
      document: 'controls: [re|init, random-mask]\n',
      take: 'reinit',
      becomes: 'controls: [reinit, random-mask]\n',
    },

    // Before existing text
    {
      document: 'train:\n  optimizer: |adam # fast\n',
      take: 'sgd',
      becomes: 'train:\n  optimizer: sgd # fast\n',
    },
    { document: 'train:\n  optimizer: | adam\n', take: 'sgd', becomes: 'train:\n  optimizer: sgd\n' },
    {
      document: 'train:\n  optimizer: |{ kind: adam, beta1: 0.8 } # slow\n',
      labels: ['adam', 'sgd'],
      take: 'sgd',
      becomes: 'train:\n  optimizer: sgd # slow\n',
    },
    {
      document: 'controls:\n  - |{ kind: reinit, repeats: 3 }\n',
      never: ['kind'],
      take: 'random-mask',
      becomes: 'controls:\n  - random-mask\n',
    },
    {
      document: 'train: { | batch: 32 }\n',
      labels: ['optimizer', 'iterations'],
      never: ['batch'],
      take: 'iterations',
      fill: ['500'],
      becomes: 'train: { iterations: 500, batch: 32 }\n',
    },
    {
      document: 'train: { optimizer: | batch: 32 }\n',
      take: 'sgd',
      becomes: 'train: { optimizer: sgd, batch: 32 }\n',
    },
    { document: 'controls: [| reinit]\n', take: 'random-mask', becomes: 'controls: [random-mask, reinit]\n' },
    {
      document: 'train:\n  iterations: 20| # long\n',
      take: '20 epochs',
      becomes: 'train:\n  iterations: 20 epochs # long\n',
    },

    // Unclosed brackets
    {
      document: 'train: { optimizer: { kind: sgd, |\nprune:\n  rounds: 3\n',
      labels: ['learningRate', 'momentum'],
      never: ['batch', 'prune', 'beta1'],
      take: 'momentum',
      fill: ['0 } }'],
      becomes: 'train: { optimizer: { kind: sgd, momentum: 0 } }\nprune:\n  rounds: 3\n',
    },
    {
      document: 'train: { optimizer: ad|\nprune:\n  rounds: 3\n',
      labels: ['adam', 'sgd'],
      take: 'adam',
      becomes: 'train: { optimizer: adam\nprune:\n  rounds: 3\n',
      unfinished: true,
    },
    {
      document: 'controls: [reinit, | # and more\nseed: 1\n',
      labels: ['random-mask', 'shuffled-mask'],
      never: ['title'],
    },
    {
      document: 'controls: [reinit\n|',
      labels: ['train', 'prune'],
      never: ['reinit', 'random-mask', 'controls'],
    },
    {
      document: 'controls: [reinit\ntrain:\n  |',
      labels: ['optimizer', 'batch'],
      take: 'batch',
      fill: ['5'],
      becomes: 'controls: [reinit\ntrain:\n  batch: 5',
      unfinished: true,
    },
    {
      document: 'train: { optimizer: |, batch: 32 }\nseed: 1\n',
      take: 'sgd',
      becomes: 'train: { optimizer: sgd, batch: 32 }\nseed: 1\n',
    },

    {
      document: 'controls: [reinit\ntrain: { optimizer: s| }',
      take: 'sgd',
      becomes: 'controls: [reinit\ntrain: { optimizer: sgd }',
      unfinished: true,
    },
    {
      document: `${claim}    difference: [ticket,\n    metric: te|`,
      labels: ['testAccuracy', 'validationLoss'],
      take: 'testAccuracy',
      becomes: `${claim}    difference: [ticket,\n    metric: testAccuracy`,
      unfinished: true,
    },

    // Brackets over several lines
    {
      document: 'train: {\n|\n  batch: 32 }\n',
      never: ['prune', 'batch'],
      take: 'schedule',
      fill: ['cosine'],
      becomes: 'train: {\n  schedule: cosine,\n  batch: 32 }\n',
    },
    {
      document: 'train: {\n  batch: 32,\n  |\n}\nseed: 1\n',
      labels: ['optimizer', 'evaluate'],
      never: ['batch', 'seed', 'prune'],
      take: 'iterations',
      fill: ['500'],
      becomes: 'train: {\n  batch: 32,\n  iterations: 500\n}\nseed: 1\n',
    },
    {
      document: 'train: {\n    |\n    batch: 32 }\n',
      never: ['batch'],
      take: 'iterations',
      fill: ['500'],
      becomes: 'train: {\n    iterations: 500,\n    batch: 32 }\n',
    },
    {
      document: 'controls: [\n    reinit, # first\n    |\n  ]\n',
      labels: ['random-mask', 'shuffled-mask'],
      take: 'random-mask',
      becomes: 'controls: [\n    reinit, # first\n    random-mask\n  ]\n',
    },
    {
      document: 'train: {\n  batch: 32,\n  |',
      labels: ['optimizer', 'iterations'],
      never: ['batch', 'prune'],
      take: 'iterations',
      fill: ['500 }'],
      becomes: 'train: {\n  batch: 32,\n  iterations: 500 }',
    },

    // Quotes
    {
      document: 'train:\n  optimizer: "ad|"\n',
      labels: ['adam', 'sgd'],
      never: ['{ kind: adam }'],
      take: 'adam',
      becomes: 'train:\n  optimizer: "adam"\n',
    },
    { document: "train: { optimizer: '|' }\n", take: 'sgd', becomes: "train: { optimizer: 'sgd' }\n" },
    { document: 'train: { optimizer: "s| }\n', take: 'sgd', becomes: 'train: { optimizer: "sgd" }\n' },
    {
      document: 'train:\n  iterations: "5|"\n',
      labels: ['5 iterations', '5 epochs'],
      never: ['50000'],
      take: '5 epochs',
      becomes: 'train:\n  iterations: "5 epochs"\n',
    },
    { document: 'train: { "bat|": 32 }\n', take: 'batch', becomes: 'train: { "batch": 32 }\n' },
    {
      document: 'title: "a # b" # "\ntrain: { optimizer: | }\n',
      take: 'sgd',
      becomes: 'title: "a # b" # "\ntrain: { optimizer: sgd }\n',
    },
    { document: "title: it's [fun\nrewind: |\n", take: 'none', becomes: "title: it's [fun\nrewind: none\n" },
    {
      document: `${claim}    |\n    value: ticket\n    atLeast: 0`,
      labels: ['metric', 'at'],
      take: 'metric',
      fill: ['testAccuracy'],
      becomes: `${claim}    metric: testAccuracy\n    value: ticket\n    atLeast: 0`,
    },
    {
      document: 'claims:\n  - { says: "a \\", [", metric: | }',
      take: 'testAccuracy',
      becomes: 'claims:\n  - { says: "a \\", [", metric: testAccuracy }',
      unfinished: true,
    },
    { document: 'claims:\n  - { says: a#b, metric: | }', labels: ['testAccuracy', 'validationLoss'] },
    { document: "claims:\n  - { says: it's good, metric: |", labels: ['testAccuracy', 'validationLoss'] },
  ]),
];
