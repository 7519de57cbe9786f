import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ENGINES } from '../../src/runs/engine-choice';
import { isFull, sampled } from '../full';
import { buildProgram } from './built-program';
import type { Trained } from './threads-program';

// `mixed` runs the kernels of `graph` and code of XLA.
const engines = sampled<readonly string[]>(['eager', 'graph', 'xla'], ENGINES);

describe('with several threads', async () => {
  const program = buildProgram('test/trainer/threads-program.ts', false);
  after(() => program.remove());
  const train = async (threads: number): Promise<readonly Trained[]> =>
    JSON.parse(await program.run(String(threads), ...engines)) as readonly Trained[];
  // Concurrently, so that they compete for threads.
  const [one, two, again, ...more] = await Promise.all([
    train(1),
    train(2),
    train(2),
    ...(isFull ? [train(3)] : []),
  ]);

  test('an engine gives the same bits again, however its threads are held up', () => {
    assert.deepEqual(again, two);
  });

  test('an engine gives the same bits in calls of 1, 7 and 21 iterations', () => {
    for (const trained of [one, two, ...more]) {
      const sums = new Map<string, Set<string>>();
      for (const { network, engine, sha256 } of trained) {
        const kind = `${network} by ${engine}`;
        sums.set(kind, (sums.get(kind) ?? new Set()).add(sha256));
      }
      assert.equal(sums.size, 2 * engines.length);
      for (const [kind, different] of sums) assert.equal(different.size, 1, kind);
    }
  });

  test('the loss is that of one thread, op by op, within 1e-4', () => {
    for (const { network, engine, loss } of [one, two, ...more].flat()) {
      const right = one.find((other) => other.network === network && other.engine === 'eager')?.loss ?? NaN;
      assert.ok(
        right < 2.3 && Math.abs(loss - right) <= 1e-4 * right,
        `${network} by ${engine}: ${loss} for ${right}`,
      );
    }
  });

  test('sums are split by the number of threads', () => {
    assert.notDeepEqual(
      two.map(({ sha256 }) => sha256),
      one.map(({ sha256 }) => sha256),
    );
  });
});
