// Tests a run that grows in place: existing networks keep their bits, and Ticket trains only the new ones.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readEvents } from '../../src/runs/events';
import { sums } from '../files';
import { anything, spec, trainFor, embeddedWorkplace as workplace, type Workplace } from './workplace';

const file = 'grown.ticket.yaml';
interface Size {
  readonly trials: number;
  readonly rounds: number;
  readonly controls: readonly string[];
}
const text = ({ trials, rounds, controls }: Size, more: Readonly<Record<string, unknown>> = {}): string =>
  spec({
    trials,
    controls,
    prune: { rounds, rate: 0.2 },
    train: trainFor(10),
    run: { keep: 'all' },
    ...more,
  });

const cellsOf = ({ trials, rounds, controls }: Size): number => trials * (1 + rounds * (1 + controls.length));

/** Runs the spec and returns the cells trained for it. */
async function trained(place: Workplace): Promise<readonly string[]> {
  const before = fs.existsSync(place.runs) ? readEvents(place.run()).next : undefined;
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
  return readEvents(place.run(), before)
    .events.flatMap((event) => (event.type === 'cell-finished' ? [event.cell] : []))
    .map(({ trial, arm, round }) => `${trial}/${arm}/${round}`)
    .sort();
}

describe('a run of 3 trials and 8 rounds', () => {
  test('grows to 5 trials, then to 10 rounds, then by a control; an added claim trains nothing', async (t) => {
    const place = workplace(t);
    const steps: readonly Size[] = [
      { trials: 3, rounds: 8, controls: ['reinit'] },
      { trials: 5, rounds: 8, controls: ['reinit'] },
      { trials: 5, rounds: 10, controls: ['reinit'] },
      { trials: 5, rounds: 10, controls: ['reinit', 'shuffled-mask'] },
    ];
    let before: Readonly<Record<string, string>> = {};
    let count = 0;
    for (const size of steps) {
      place.write(file, text(size));
      const cells = await trained(place);
      assert.equal(cells.length, cellsOf(size) - count);
      count = cellsOf(size);
      const after = sums(place.run(), 'trials');
      assert.deepEqual({ ...after, ...before }, after);
      before = after;
    }
    const size = steps.at(-1);
    assert.ok(size);
    place.write(file, text(size, { claims: [anything()] }));
    assert.deepEqual(await trained(place), []);
    assert.deepEqual(sums(place.run(), 'trials'), before);

    await t.test('to the bits of one that was as large from the start', async (inner) => {
      const whole = workplace(inner);
      whole.write(file, text(size));
      assert.equal((await trained(whole)).length, cellsOf(size));
      assert.deepEqual(sums(whole.run(), 'trials'), before);
    });
    assert.equal((await place.ticket('verify', 'grown')).code, 0);
  });
});

describe('a network that diverges', () => {
  test('in every trial, at a learning rate of 1e6, is reported with layer and iteration, and no network is made from it', async (t) => {
    const place = workplace(t);
    const train = { ...trainFor(40), optimizer: { kind: 'sgd', learningRate: 1e6 } };
    place.write(file, spec({ trials: 2, train }));
    const { code, stdout, stderr } = await place.ticket('run', file);
    assert.equal(code, 4, stderr);
    for (const trial of [0, 1])
      assert.match(
        stderr,
        new RegExp(
          `^ticket, trial ${trial}, round 0 diverged at iteration \\d+ in (fc1|fc2|output)\\.$`,
          'm',
        ),
      );
    assert.match(stdout, /2 diverged/);
  });

  test('in one trial is reported, and the other trials finish', async (t) => {
    const place = workplace(t);
    // Outputs are infinite if the first weight is above 0.1, which holds for nearly half of all θ0.
    const model = fs
      .readFileSync('examples/my-net.mjs', 'utf8')
      .replace(
        "return tap('output', dense('output', h));",
        "const first = tf.slice(parameters['first.weight'], [0, 0], [1, 1]);\n" +
          '    const endless = tf.exp(tf.mul(tf.relu(tf.sub(first, 0.1)), 1e6));\n' +
          "    return tap('output', tf.mul(dense('output', h), endless));",
      );
    assert.match(model, /endless/);
    place.write('net.mjs', model);
    place.write(file, spec({ seed: 1, trials: 4, model: { module: './net.mjs' } }));
    const { code, stdout, stderr } = await place.ticket('run', file, '--json');
    assert.equal(code, 4, stderr);
    const diverged = [
      ...stderr.matchAll(/^ticket, trial (\d), round 0 diverged at iteration \d+ in \w+\.$/gm),
    ].map(([, trial]) => Number(trial));
    assert.ok(diverged.length > 0 && diverged.length < 4, stderr);
    const { rounds } = JSON.parse(stdout) as {
      rounds: {
        arms: { ticket: { diverged: number; testAccuracy: { n: number } }; reinit?: { cells: unknown[] } };
      }[];
    };
    assert.deepEqual(
      rounds.map(({ arms }) => arms.ticket.testAccuracy.n),
      rounds.map(() => 4 - diverged.length),
    );
    assert.equal(rounds[0]?.arms.ticket.diverged, diverged.length);
    assert.equal(fs.existsSync(path.join(place.run(), 'trials', String(diverged[0]), 'ticket/01')), false);
  });
});
