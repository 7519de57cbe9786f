// Compares networks batched in one program with each of them alone.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Tensor, TensorMap, Tf } from '../../src/lab/tf';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import type { Engine, Iteration, Trained, Training, Trainings } from '../../src/trainer/engine/engine';
import { inScope } from '../../src/trainer/engine/trace';
import { convNet } from './models/conv-net';
import { transformer } from './models/transformer';
import { sampled } from '../full';
import { cases, difference, inputsOf, valueAndGradients, type Case } from './ops';
import { tensorflow } from './small';

const PLACES = 3;

type Arrays = Readonly<Record<string, Float32Array>>;
const download = (arrays: TensorMap): Arrays =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, Float32Array.from(array.dataSync<'float32'>())]),
  );

const place = (name: string, i: number): string => `${name} ${i}`;
const numbered = (name: string, tensors: readonly Tensor[]): [string, Tensor][] =>
  tensors.map((tensor, i) => [place(name, i), tensor]);

/**
 * Each network's result for every op. Inputs differ between networks, except the shared ones.
 *
 * @param isTogether batched in one program, otherwise one after another
 */
function computed(
  tf: Tf,
  engine: Engine,
  chosen: readonly (readonly [string, Case])[],
  isShared: (input: number) => boolean,
  isTogether: boolean,
): readonly Arrays[] {
  return inScope(tf, () => {
    const inputs = (network: number): [string, Tensor, number][] =>
      chosen.flatMap(([name, one]) =>
        inputsOf(tf, one).map((tensor, i): [string, Tensor, number] => [
          place(`of ${name}`, i),
          tf.mul(tensor, 1 + (isShared(i) ? 0 : network) / 8),
          i,
        ]),
      );
    const pick = (network: number, shared: boolean): TensorMap =>
      Object.fromEntries(
        inputs(network).flatMap(([name, tensor, i]) => (isShared(i) === shared ? [[name, tensor]] : [])),
      );
    const state = Object.fromEntries(
      chosen.flatMap(([name, one]) =>
        numbered(
          name,
          valueAndGradients(tf, one, inputsOf(tf, one)).map(({ shape }) => tf.zeros(shape)),
        ),
      ),
    );
    const iteration: Iteration = (on, _, __, held) => ({
      state: Object.fromEntries(
        chosen.flatMap(([name, one]) => {
          const of = one.inputs.map((_, i) => held[place(`of ${name}`, i)] as Tensor);
          return numbered(name, valueAndGradients(on, one, of));
        }),
      ),
      loss: on.scalar(0),
    });
    const networks = Array.from({ length: PLACES }, (_, network): Training => ({
      constants: pick(network, false),
      state,
      rows: { batches: Int32Array.of(0), first: 0, scalars: {} },
    }));
    const run = (some: readonly Training[], places: number): readonly Trained[] =>
      engine.runTogether({
        ...{ iteration, shared: pick(0, true), iterations: 1, places },
        networks: some as Trainings['networks'],
      });
    const all = isTogether ? run(networks, PLACES) : networks.flatMap((one) => run([one], 1));
    return all.map((trained) => download(trained.state));
  });
}

/** Which of an op's inputs the networks share. */
const ways = [
  ['with separate inputs', () => false],
  ['with a first input for all', (input: number) => input === 0],
  ['with a last input for all', (input: number) => input > 0],
] as const;

for (const name of ['graph', 'xla'] as const) {
  // The rules of batching do not depend on the engine, and XLA compiles all ops for seconds.
  for (const [what, isShared] of name === 'graph' ? ways : sampled(ways.slice(0, 1), [...ways])) {
    describe(`batched by ${name}, each op ${what} returns what it returns for a single network`, () => {
      let tf: Tf;
      let found: readonly Arrays[] = [];
      let alone: readonly Arrays[] = [];
      const all = Object.entries(cases).filter(([, one]) => one.inputs.some((_, i) => !isShared(i)));
      const chosen =
        name === 'graph'
          ? all
          : sampled(
              all.filter((_, i) => i % 3 === 0),
              all,
            );
      before(async () => {
        ({ tf } = await tensorflow());
        const engine = compiledEngine(tf, name);
        alone = computed(tf, engine, chosen, isShared, false);
        found = computed(tf, engine, chosen, isShared, true);
      });
      for (const [op] of chosen) {
        test(op, () => {
          assert.equal(found.length, PLACES);
          found.forEach((arrays, network) => {
            for (const [array, right] of Object.entries(alone[network] ?? {})) {
              if (array.replace(/ \d+$/, '') !== op) continue;
              const gap = difference(arrays[array], right);
              assert.ok(gap <= 1e-5, `${array} of network ${network} differs by ${gap}`);
            }
          });
        });
      }
    });
  }
}

for (const [what, make] of [
  ['a convolutional net with batch norm and dropout', convNet],
  ['a transformer block with gates and taps', transformer],
] as const) {
  // Only `xla` trains batched networks of a run.
  for (const name of sampled<readonly ('graph' | 'mixed' | 'xla')[]>(['xla'], ['graph', 'mixed', 'xla'])) {
    describe(`batched by ${name}, ${what}`, () => {
      const ITERATIONS = 20;
      let tf: Tf;
      let engine: Engine;
      let trainings: Trainings;
      const bits = ({ state, losses }: Trained): readonly unknown[] => [
        Buffer.from(losses.buffer).toString('hex'),
        Object.entries(download(state)).map(([array, values]) => [
          array,
          Buffer.from(values.buffer).toString('hex'),
        ]),
      ];
      before(async () => {
        ({ tf } = await tensorflow());
        engine = compiledEngine(tf, name);
        const { iteration, constants, start, rows } = make(tf);
        const masks = Object.entries(constants).filter(([array]) => array.startsWith('mask:'));
        const shared = Object.fromEntries(
          Object.entries(constants).filter(([array]) => !array.startsWith('mask:')),
        );
        const network = (number: number): Training => ({
          constants: Object.fromEntries(masks),
          state: Object.fromEntries(
            Object.entries(start).map(([array, value]) => [array, tf.mul(value, 1 + number / 8)]),
          ),
          // Each network is at a different iteration.
          rows: rows(5 * number, ITERATIONS),
        });
        const networks = [network(0), network(1), network(2)] as const;
        trainings = { iteration, shared, networks, iterations: ITERATIONS, places: PLACES };
      });

      test('trains each as it is trained alone', () => {
        const found = engine.runTogether(trainings);
        trainings.networks.forEach((network, i) => {
          const [alone] = engine.runTogether({ ...trainings, networks: [network], places: 1 });
          const worst = difference(found[i]?.losses, alone?.losses as Float32Array);
          assert.ok(worst < 1e-4, `the losses of network ${i} differ by ${worst}`);
          for (const [array, right] of Object.entries(download(alone?.state ?? {}))) {
            const gap = difference(found[i]?.state[array]?.dataSync<'float32'>(), right);
            assert.ok(gap < 1e-3, `${array} of network ${i} differs by ${gap}`);
          }
        });
      });

      // TensorFlow's own ops sum in an order that depends on the position in an array.
      const places = name === 'xla' ? 'wherever it stands' : 'where it stands';
      test(`gives each the same bits whoever is beside it, ${places}`, () => {
        const [first, second, third] = trainings.networks;
        const right = engine.runTogether(trainings).map(bits);
        const [alone] = engine.runTogether({ ...trainings, networks: [first] });
        assert.deepEqual(bits(alone as Trained), right[0]);
        if (name !== 'xla') return;
        const turned = [third as Training, first, second as Training] as const;
        const found = engine.runTogether({ ...trainings, networks: turned }).map(bits);
        assert.deepEqual(found, [right[2], right[0], right[1]]);
      });
    });
  }
}
