// Controls: names and maps in a list.
import { below, head, keysBetween, type Case } from './case';

const all = ['random-mask', 'reinit', 'same-sign-reinit', 'shuffled-mask'];

export const controls: readonly Case[] = below(head, [
  {
    document: 'controls:\n  - |',
    labels: ['kind', ...all, '{ kind: reinit }'],
    take: 'reinit',
    becomes: 'controls:\n  - reinit',
    documentation:
      "The ticket's masks with a new random initialization.\n\nFrankle & Carbin 2019, arXiv:1803.03635",
  },
  ...keysBetween('controls:\n  - reinit\n  - ', '', { kind: 'random-mask' }),
  ...all.flatMap((kind) => keysBetween(`controls: [{ kind: ${kind}, `, ' }]', { repeats: '2' })),
  ...keysBetween('controls:\n  - kind: reinit\n    ', '', { repeats: '3' }),
  { document: 'controls:\n  - kind: |', labels: all, take: 'reinit', becomes: 'controls:\n  - kind: reinit' },
  {
    document: 'controls: [rei|',
    labels: all,
    take: 'reinit',
    becomes: 'controls: [reinit',
    unfinished: true,
  },
  {
    document: 'controls: |',
    labels: ['[ ]'],
    never: all,
    take: '[ ]',
    fill: ['reinit'],
    becomes: 'controls: [reinit]',
  },
  {
    document: 'controls:\n  |',
    labels: all,
    never: ['[ ]', 'train'],
    take: 'reinit',
    becomes: 'controls:\n  - reinit',
  },
  {
    document: 'controls:\n|',
    labels: all,
    take: 'shuffled-mask',
    becomes: 'controls:\n  - shuffled-mask',
  },
  {
    document: 'controls:\n  - reinit\n  |',
    labels: ['random-mask', 'same-sign-reinit', 'shuffled-mask'],
    never: ['train', 'reinit'],
    take: 'random-mask',
    becomes: 'controls:\n  - reinit\n  - random-mask',
  },
  {
    document: 'controls:\n  - reinit\n|\n  - random-mask\n',
    labels: ['same-sign-reinit', 'shuffled-mask'],
    never: ['train', 'reinit', 'random-mask'],
    take: 'shuffled-mask',
    becomes: 'controls:\n  - reinit\n  - shuffled-mask\n  - random-mask\n',
  },
  {
    document: 'controls:\n- reinit\n- |',
    labels: ['random-mask', 'same-sign-reinit', 'shuffled-mask'],
    take: 'random-mask',
    becomes: 'controls:\n- reinit\n- random-mask',
  },
  {
    document: 'controls: [reinit, |]',
    labels: ['random-mask', '{ kind: random-mask }'],
    never: ['reinit', '{ kind: reinit }'],
    take: '{ kind: random-mask }',
    fill: ['repeats: 2'],
    becomes: 'controls: [reinit, { kind: random-mask, repeats: 2 }]',
  },
  {
    document: 'controls:\n  - { kind: reinit, repeats: 2 }\n  - |',
    labels: ['random-mask', '{ kind: random-mask }'],
    never: ['reinit', '{ kind: reinit }'],
    take: 'random-mask',
    becomes: 'controls:\n  - { kind: reinit, repeats: 2 }\n  - random-mask',
  },
]);
