// Claims: comparisons, their scope, and specs that must fail.
import { below, head, keysBetween, type Case } from './case';

const start = 'controls: [reinit]\nclaims:\n  - says: it wins\n    metric: testAccuracy\n';
const whole = `${start}    value: ticket\n    atLeast: 0.9\n`;
const compared = `${start}    difference: [ticket, dense]\n`;

export const claims: readonly Case[] = below(head, [
  {
    document: 'claims:\n  - |',
    labels: ['says', 'metric', 'at', 'value', 'difference', 'ratio', 'atLeast', 'atMost', 'equals', 'over'],
    take: 'says',
    fill: ['it wins'],
    becomes: 'claims:\n  - says: it wins',
    unfinished: true,
    detail: 'required',
  },
  {
    document: 'claims:\n  |',
    take: 'says',
    fill: ['it wins'],
    becomes: 'claims:\n  - says: it wins',
    unfinished: true,
  },
  {
    document: 'claims:\n  - |',
    take: '{ says, metric }',
    fill: ['it wins', 'testAccuracy'],
    becomes: 'claims:\n  - { says: it wins, metric: testAccuracy }',
    unfinished: true,
  },
  {
    document: 'claims:\n  - sa|',
    labels: ['says', 'metric'],
    take: 'says',
    fill: ['it wins'],
    becomes: 'claims:\n  - says: it wins',
    unfinished: true,
  },
  {
    document: `${whole}  - s|`,
    labels: ['says', 'value'],
    take: 'says',
    fill: ['more'],
    becomes: `${whole}  - says: more`,
    unfinished: true,
  },
  {
    document: `${whole}  |`,
    labels: ['says', 'metric'],
    take: 'says',
    fill: ['it wins again'],
    becomes: `${whole}  - says: it wins again`,
    unfinished: true,
  },
  {
    document: 'claims:\n  - says: it wins\n    |\n    value: ticket\n    atLeast: 0.9',
    labels: ['metric', 'at'],
    never: ['says', 'value', 'difference', 'ratio', 'atMost'],
    take: 'metric',
    fill: ['testAccuracy'],
    becomes: 'claims:\n  - says: it wins\n    metric: testAccuracy\n    value: ticket\n    atLeast: 0.9',
  },
  ...keysBetween(`${start}    atLeast: 0\n    `, '', { value: 'ticket' }),
  ...['difference', 'ratio'].map((take): Case => ({
    document: `${start}    atLeast: 0\n    |`,
    take,
    fill: ['ticket, reinit'],
    becomes: `${start}    atLeast: 0\n    ${take}: [ticket, reinit]`,
  })),
  ...keysBetween(`${start}    value: ticket\n    `, '', { atLeast: '0.9', atMost: '0.9', equals: '0.9' }),
  { document: `${whole}    |`, labels: ['at', 'over', 'mustFail'], never: ['equals', 'ratio', 'says'] },
  ...keysBetween(whole + '    ', '', { at: '{ round: 3 }', over: 'every-trial' }),
  {
    document: `${compared}    atLeast: 0\n    |`,
    take: 'mustFail',
    fill: ['reinit'],
    becomes: `${compared}    atLeast: 0\n    mustFail:\n      - reinit`,
  },

  // Scope
  {
    document: `${whole}    at: |`,
    labels: ['end', '{ density }', '{ round }'],
    take: 'end',
    becomes: `${whole}    at: end`,
    detail: 'default',
    documentation: 'The last round.',
  },
  {
    document: `${whole}    at: |`,
    take: '{ density }',
    fill: ['0.1'],
    becomes: `${whole}    at: { density: 0.1 }`,
  },
  ...keysBetween(`${whole}    at: { `, ' }', { density: '0.2', round: '2' }),
  { document: `${whole}    at: { round: 2, | }`, labels: [] },

  // Comparison
  {
    document: 'claims:\n  - says: it wins\n    value: ticket\n    atLeast: 0.9\n    metric: |',
    labels: ['testAccuracy', 'testAccuracyAtEnd', 'earlyStopIteration', 'validationLoss'],
    take: 'testAccuracyAtEnd',
    becomes: 'claims:\n  - says: it wins\n    value: ticket\n    atLeast: 0.9\n    metric: testAccuracyAtEnd',
  },
  {
    document: `${whole}    over: |`,
    labels: ['mean', 'every-trial', 'interval-95'],
    take: 'interval-95',
    becomes: `${whole}    over: interval-95`,
  },
  {
    document: `${start}    atLeast: 0\n    value: |`,
    labels: ['ticket', 'dense', 'reinit'],
    never: ['random-mask'],
    take: 'dense',
    becomes: `${start}    atLeast: 0\n    value: dense`,
    documentation: 'The unpruned network of round 0.',
  },
  {
    document: `${start}    atLeast: 0\n    difference: [ticket, |]`,
    labels: ['dense', 'reinit'],
    never: ['ticket', 'shuffled-mask'],
    take: 'reinit',
    becomes: `${start}    atLeast: 0\n    difference: [ticket, reinit]`,
  },
  {
    document: `${start}    atMost: 1\n    ratio: [|, dense]`,
    labels: ['ticket', 'reinit'],
    never: ['dense'],
    take: 'ticket',
    becomes: `${start}    atMost: 1\n    ratio: [ticket, dense]`,
  },

  // Must fail
  {
    document: `${compared}    atLeast: 0\n    mustFail: [|]`,
    labels: ['reinit', '{ with }'],
    never: ['shuffled-mask', 'ticket'],
    take: 'reinit',
    becomes: `${compared}    atLeast: 0\n    mustFail: [reinit]`,
    documentation:
      "The ticket's masks with a new random initialization.\n\nFrankle & Carbin 2019, arXiv:1803.03635",
  },
  {
    document: `${compared}    atLeast: 0\n    mustFail: [|]`,
    take: '{ with }',
    fill: ['train.optimizer.weightDecay: 0.1'],
    becomes: `${compared}    atLeast: 0\n    mustFail: [{ with: { train.optimizer.weightDecay: 0.1 } }]`,
  },
  {
    document: `${compared}    atLeast: 0\n    mustFail:\n      - |`,
    labels: ['with', 'reinit'],
    take: 'with',
    fill: ['prune.rate: 0.1'],
    becomes: `${compared}    atLeast: 0\n    mustFail:\n      - with:\n          prune.rate: 0.1`,
  },
  {
    document: `${compared}    atLeast: 0\n    mustFail: [{ with: { | } }]`,
    labels: ['seed', 'train.optimizer', 'train.optimizer.weightDecay', 'train.batch', 'prune.rate'],
    never: ['ticket', 'title', 'claims', 'trials', 'prune.rounds', 'train.optimizer.momentum', 'run.engine'],
    take: 'train.optimizer.weightDecay',
    fill: ['0.1'],
    becomes: `${compared}    atLeast: 0\n    mustFail: [{ with: { train.optimizer.weightDecay: 0.1 } }]`,
  },
  {
    document: `${compared}    atLeast: 0\n    mustFail: [{ with: { prune.criterion: | } }]`,
    labels: ['magnitude', 'random'],
    take: 'random',
    becomes: `${compared}    atLeast: 0\n    mustFail: [{ with: { prune.criterion: random } }]`,
  },
]);
