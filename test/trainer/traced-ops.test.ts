// Compares ops and their gradients, traced and run inside TensorFlow, with the same ops called one by one.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Tensor, Tf } from '../../src/lab/tf';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import { eagerEngine } from '../../src/trainer/engine/eager';
import type { Engine, Iteration } from '../../src/trainer/engine/engine';
import { inScope } from '../../src/trainer/engine/trace';
import { sampled } from '../full';
import { cases, difference, inputsOf, valueAndGradients, type Case } from './ops';
import { tensorflow } from './small';

/** Relative to the largest element. */
const TOLERANCE = 1e-5;

type Results = ReadonlyMap<string, readonly Float32Array[]>;

/** One iteration that computes all of `chosen`: a compilation is slow, and one for all takes hardly longer. */
function computed(tf: Tf, engine: Engine, chosen: readonly (readonly [string, Case])[]): Results {
  const place = (name: string, i: number): string => `${name} ${i}`;
  const numbered = (name: string, tensors: readonly Tensor[]): [string, Tensor][] =>
    tensors.map((tensor, i) => [place(name, i), tensor]);
  return inScope(tf, () => {
    const constants = Object.fromEntries(
      chosen.flatMap(([name, one]) => numbered(`of ${name}`, inputsOf(tf, one))),
    );
    const state = Object.fromEntries(
      chosen.flatMap(([name, one]) =>
        numbered(
          name,
          valueAndGradients(tf, one, inputsOf(tf, one)).map(({ shape }) => tf.zeros(shape)),
        ),
      ),
    );
    const iteration: Iteration = (on, _, inputs, held) => ({
      state: Object.fromEntries(
        chosen.flatMap(([name, one]) =>
          numbered(
            name,
            valueAndGradients(
              on,
              one,
              one.inputs.map((_, i) => held[place(`of ${name}`, i)] as Tensor),
            ),
          ),
        ),
      ),
      loss: on.scalar(0),
    });
    const rows = { batches: Int32Array.of(0), first: 0, scalars: {} };
    const result = engine.prepare(iteration, constants).run(state, rows, 1);
    return new Map(
      chosen.map(([name]) => [
        name,
        Object.keys(result.state)
          .filter((key) => key.replace(/ \d+$/, '') === name)
          .map((key) => Float32Array.from((result.state[key] as Tensor).dataSync())),
      ]),
    );
  });
}

test('there are at least 60 ops with a gradient', () => {
  assert.ok(Object.values(cases).filter(({ forwardOnly }) => !forwardOnly).length >= 60);
});

// `mixed` runs ops by TensorFlow or XLA, which the other two test.
for (const name of sampled(['graph', 'xla'] as const, ['graph', 'mixed', 'xla'] as const)) {
  describe(`recorded and run by ${name}, each op gives what it gives when it is called`, () => {
    let found: Results = new Map();
    let right: Results = new Map();
    let failure: unknown;
    before(async () => {
      const { tf } = await tensorflow();
      right = computed(tf, eagerEngine(tf), Object.entries(cases));
      try {
        found = computed(tf, compiledEngine(tf, name), Object.entries(cases));
      } catch (error) {
        failure = error;
      }
    });

    for (const [op, one] of Object.entries(cases)) {
      test(op, async () => {
        if (failure !== undefined) {
          // To find the op that breaks the batch, each runs alone.
          const { tf } = await tensorflow();
          found = computed(tf, compiledEngine(tf, name), [[op, one]]);
        }
        const values = right.get(op) ?? [];
        assert.equal(values.length, one.forwardOnly ? 1 : one.inputs.length + 1);
        values.forEach((value, i) => {
          const gap = difference(found.get(op)?.[i], value);
          assert.ok(gap <= TOLERANCE, `${i === 0 ? 'the value' : `gradient ${i}`} differs by ${gap}`);
        });
      });
    }
  });
}
