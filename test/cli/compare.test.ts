import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { spec, embeddedWorkplace as workplace } from './workplace';

// Two finished runs of three trials that differ in the pruning criterion, and one with another seed.
const place = workplace({ after });
const small = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ trials: 3, controls: [], prune: { rounds: 1, rate: 0.4 }, ...changes });
before(async () => {
  place.write('first.ticket.yaml', small());
  place.write('second.ticket.yaml', small({ prune: { rounds: 1, rate: 0.4, criterion: 'random' } }));
  place.write('third.ticket.yaml', small({ seed: 2, run: { keep: 'all' } }));
  for (const name of ['first', 'second', 'third']) {
    const { code, stderr } = await place.ticket('run', `${name}.ticket.yaml`);
    assert.equal(code, 0, stderr);
  }
});

const called = (name: string): string =>
  fs.readdirSync(place.runs).find((one) => one.startsWith(name)) ?? assert.fail(name);
const number = String.raw`\d+\.\d\d \(3\)`;
const signed = String.raw`[+−]?\d+\.\d\d`;

describe('ticket compare', () => {
  test('prints which values and results differ', async () => {
    const { code, stdout, stderr } = await place.ticket('compare', 'first', 'second');
    assert.equal(code, 0, stderr);
    const [a, b, , what, , fact, none, , , ...rows] = stdout.split('\n');
    assert.equal(a, `A  ${called('first')}  Small spirals`);
    assert.equal(b, `B  ${called('second')}  Small spirals`);
    assert.match(what ?? '', /^setting +A +B$/);
    assert.match(fact ?? '', /^prune\.criterion +magnitude +random$/);
    assert.equal(none, '');
    // Round 0 is the same dense network in both.
    assert.match(
      rows[0] ?? '',
      new RegExp(`^1 +ticket +61\\.93 +${number} +${number} +${signed} \\(${signed} to ${signed}\\)$`),
    );
    assert.equal(rows[1], '');
    assert.match(stdout, /means over paired trials, with the 95% interval\.\n$/);
  });

  test('compares several runs with the first, without intervals if seeds differ', async () => {
    const { code, stdout } = await place.ticket('compare', 'first', 'second', 'third');
    assert.equal(code, 0);
    assert.match(stdout, /^seed +1 +1 +2$/m);
    assert.match(stdout, /^run\.keep +tickets +tickets +all$/m);
    assert.match(stdout, /^round +arm +density % +A +B +C +B − A +C − A$/m);
    assert.match(stdout, new RegExp(`^1 +ticket +61\\.93 .* ${signed}$`, 'm'));
    assert.match(stdout, /Seeds or workloads differ, so trials cannot be paired/);
  });

  test('also prints equal values with --all', async () => {
    const { stdout } = await place.ticket('compare', 'first', 'second', '--all');
    assert.match(stdout, /^train\.optimizer\.learningRate +0\.01 +0\.01$/m);
    assert.match(stdout, /^engine\.device +CPU +CPU$/m);
    assert.match(stdout, new RegExp(`^0 +ticket +100\\.00 +${number} +${number} +0\\.00`, 'm'));
  });

  test('reports that a run is identical to itself', async () => {
    const { code, stdout } = await place.ticket('compare', 'first', path.join(place.runs, called('first')));
    assert.equal(code, 0);
    assert.match(stdout, /\nSpecs, data, modules and engines are equal\.\n\nAll results are equal\.\n$/);
  });

  test('prints the same facts as JSON', async () => {
    const { code, stdout } = await place.ticket('compare', 'first', 'second', '--json');
    assert.equal(code, 0);
    const { runs, facts, rounds } = JSON.parse(stdout) as {
      readonly runs: readonly { readonly name: string }[];
      readonly facts: unknown;
      readonly rounds: readonly {
        readonly round: number;
        readonly arms: readonly {
          readonly metrics: Readonly<
            Record<string, { readonly differences: readonly { readonly pairs: number }[] }>
          >;
        }[];
      }[];
    };
    assert.deepEqual(
      runs.map(({ name }) => name),
      ['first', 'second'],
    );
    assert.deepEqual(facts, [{ path: 'prune.criterion', values: ['magnitude', 'random'] }]);
    assert.deepEqual(
      rounds.map(({ round }) => round),
      [1],
    );
    assert.deepEqual(
      Object.values(rounds[0]?.arms[0]?.metrics ?? {}).map(({ differences }) => differences[0]?.pairs),
      [3, 3, 3, 3],
    );
  });

  test('refuses a single run', async () => {
    assert.deepEqual(await place.ticket('compare', 'first'), {
      code: 2,
      stdout: '',
      stderr: 'Specify at least two runs.\n',
    });
  });
});
