// Specs for the editor benchmark, from a typical one to pathological ones.
import fs from 'node:fs';

export interface Spec {
  readonly name: string;
  readonly text: string;
  /** The expected result of a check; with another one, the times mean nothing. */
  readonly problems: 'none' | 'some';
}

const head = `ticket: 1
workload: { kind: spirals, train: 600, validation: 300, test: 600 }
`;

const claim = (i: number): string => `  - says: statement ${i} # as the ones before
    at: { round: ${i % 9} }
    metric: testAccuracy
    difference: [ticket, dense]
    atLeast: -0.03
    mustFail: [reinit]
`;

const times = (n: number, part: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => part(i)).join('');

/** A layer per line, then claims: 5,000 lines. */
const long = `${head}model:
  kind: mlp
  layers:
${times(200, (i) => `    fc${i}: ${16 + (i % 7)}\n`)}prune:
  rounds: 8
  rate: 0.3
controls: [reinit]
claims:
${times(798, claim)}`;

const alias = times(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]\n`);

export const specs: readonly Spec[] = [
  {
    name: 'an example',
    text: fs.readFileSync('examples/lenet-mnist-quick.ticket.yaml', 'utf8'),
    problems: 'none',
  },
  { name: '5,000 lines', text: long, problems: 'none' },
  {
    name: '5,000 lines, 798 with errors',
    text: long.replaceAll('    metric: testAccuracy', '    metric: testAcuracy'),
    problems: 'some',
  },
  { name: '10 MB', text: `${head}${'k: 1\n'.repeat(2_000_000)}`, problems: 'some' },
  { name: 'alias bomb', text: `${head}a0: &a0 [x, x, x, x, x, x, x, x, x]\n${alias}`, problems: 'some' },
  { name: '10,000 nested brackets', text: `${head}seed: ${'['.repeat(10_000)}`, problems: 'some' },
];
