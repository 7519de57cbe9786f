// Trains a dense and a convolutional network with the given number of threads, on the given engines and in calls of
// several lengths, and prints the results as JSON: `program ADDON THREADS ENGINE…`.
import { createHash } from 'node:crypto';
import type { Scalar, Tensor, TensorMap, Tf } from '../../src/lab/tf';
import { ENGINES } from '../../src/runs/engine-choice';
import type { Engine, Iteration, Program } from '../../src/trainer/engine/engine';
import { makeEngine } from '../../src/trainer/engine/engines';
import { loadTensorFlow } from '../../src/trainer/tensorflow';

/** One training: its last loss, and the SHA-256 of its losses and weights. */
export interface Trained {
  readonly network: string;
  readonly engine: string;
  readonly call: number;
  readonly loss: number;
  readonly sha256: string;
}

const ITERATIONS = 21;
const BATCH = 64;
const EXAMPLES = 256;
const at = (map: TensorMap, name: string): Tensor => map[name] as Tensor;

type Forward = (tf: Tf, state: TensorMap, x: Tensor) => Tensor;
const forwards: Readonly<Record<string, Forward>> = {
  dense: (tf, state, x) =>
    tf.matMul(tf.relu(tf.matMul(tf.reshape(x, [BATCH, -1]), at(state, 'a'))), at(state, 'b')),
  convolutional(tf, state, x) {
    const maps = tf.relu(tf.conv2d(x as never, at(state, 'a') as never, 1, 'same'));
    const pooled = tf.maxPool(maps, 2, 2, 'same');
    return tf.matMul(tf.reshape(pooled, [BATCH, -1]), at(state, 'b'));
  },
};
const shapes: Readonly<Record<string, Readonly<Record<string, number[]>>>> = {
  dense: { a: [16 * 16 * 3, 300], b: [300, 10] },
  convolutional: { a: [3, 3, 3, 32], b: [8 * 8 * 32, 10] },
};

const iterationOf =
  (forward: Forward): Iteration =>
  (tf, state, { batch, scalars }, constants) => {
    const x = tf.gather(at(constants, 'x'), batch);
    const labels = tf.gather(at(constants, 'y'), batch);
    const names = Object.keys(state);
    const { value, grads } = tf.valueAndGrads((...weights: Tensor[]) => {
      const logits = forward(tf, Object.fromEntries(names.map((name, i) => [name, weights[i] as Tensor])), x);
      return tf.losses.softmaxCrossEntropy(labels, logits);
    })(names.map((name) => at(state, name)));
    const step = (name: string, i: number): Tensor =>
      tf.sub(at(state, name), tf.mul(grads[i] as Tensor, at(scalars, 'rate')));
    return {
      state: Object.fromEntries(names.map((name, i) => [name, step(name, i)])),
      loss: value as Scalar,
    };
  };

/** Trains in calls of each length, by one program. */
function train(tf: Tf, engine: Engine, network: string, calls: readonly number[]): readonly Trained[] {
  const forward = forwards[network] as Forward;
  const classes = tf.floor(tf.randomUniform([EXAMPLES], 0, 10, 'float32', 3));
  const constants = {
    x: tf.randomUniform([EXAMPLES, 16, 16, 3], -1, 1, 'float32', 1),
    y: tf.oneHot(tf.cast(classes, 'int32'), 10),
  };
  const program = engine.prepare(iterationOf(forward), constants);
  return calls.map((call) => trainIn(tf, engine, program, network, call));
}

function trainIn(tf: Tf, engine: Engine, program: Program, network: string, call: number): Trained {
  let state: TensorMap = Object.fromEntries(
    Object.entries(shapes[network] ?? {}).map(([name, shape], i) => [
      name,
      tf.randomUniform(shape, -0.05, 0.05, 'float32', 10 + i),
    ]),
  );
  const hash = createHash('sha256');
  let loss = NaN;
  for (let first = 0; first < ITERATIONS; first += call) {
    const count = Math.min(call, ITERATIONS - first);
    const rows = {
      batches: Int32Array.from({ length: count * BATCH }, (_, i) => ((first * BATCH + i) * 37) % EXAMPLES),
      first,
      scalars: { rate: new Float32Array(count).fill(0.1) },
    };
    const result = program.run(state, rows, count);
    state = result.state;
    hash.update(result.losses);
    loss = result.losses[count - 1] ?? NaN;
  }
  for (const name of Object.keys(state)) hash.update(at(state, name).dataSync<'float32'>());
  return { network, engine: engine.name, call, loss, sha256: hash.digest('hex') };
}

async function main([addon = '', threads = '', ...engines]: readonly string[]): Promise<void> {
  const { tf } = await loadTensorFlow(addon, Number(threads));
  const trained = Object.keys(forwards).flatMap((network) =>
    ENGINES.filter((name) => engines.includes(name)).flatMap((name) =>
      train(tf, makeEngine(tf, name), network, [1, 7, ITERATIONS]),
    ),
  );
  console.log(JSON.stringify(trained));
}

void main(process.argv.slice(2));
