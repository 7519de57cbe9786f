// Tests that code which cannot be traced is an error naming the op and the line of the code.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { stream } from '../../src/lab/random';
import type { Tensor, Tf } from '../../src/lab/tf';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import { NotTraceableError, traceOf } from '../../src/trainer/engine/trace';
import { buildProgram } from './built-program';
import { tensorflow } from './small';

type Code = (x: Tensor) => Tensor;

let tf: Tf;
before(async () => ({ tf } = await tensorflow()));

/** Traces code on two vectors of three. */
function recorded(code: Code): void {
  const example = (scale: number) => ({ x: tf.mul(tf.tensor1d([1, 2, 3]), scale) });
  traceOf(tf, ({ x }) => ({ y: code(x as Tensor) }), [example(1), example(-1)]);
}

function refusalOf(code: () => unknown): NotTraceableError {
  try {
    code();
  } catch (error) {
    assert.ok(error instanceof NotTraceableError, String(error));
    return error;
  }
  return assert.fail('It was recorded.');
}

/** The number of the only line of this file with the comment `mark`. */
function lineWith(mark: string, file = 'test/trainer/not-traceable.test.ts'): number {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const found = lines.flatMap((line, i) => (line.endsWith(`// ${mark}`) ? [i + 1] : []));
  assert.equal(found.length, 1, mark);
  return found[0] ?? 0;
}

describe('an error names what was called and the line', () => {
  let outside: Tensor;
  let notSent: Tensor;
  let calls = 0;
  before(() => {
    outside = tf.exp(tf.ones([3]));
    notSent = tf.tensor1d([1, 2, 3]);
  });
  const draws = stream(1, 'test');

  // In each case, the comment is on the line that the error must name.
  const cases: Readonly<Record<string, readonly [RegExp, Code]>> = {
    'a value read by dataSync': [
      /^The code reads the value of a tensor/,
      (x) => tf.mul(x, tf.sum(x).dataSync()[0] ?? 0), // a value read by dataSync
    ],
    'a value read by arraySync': [
      /^The code reads the value of a tensor/,
      (x) => tf.tensor(tf.sqrt(x).arraySync()), // a value read by arraySync
    ],
    'a value read without await': [
      /^The code reads the value of a tensor/,
      (x) => {
        void tf.square(x).data(); // a value read without await
        return x;
      },
    ],
    'a read whose error is caught': [
      /^The code reads the value of a tensor/,
      (x) => {
        try {
          return tf.mul(x, tf.min(x).dataSync()[0] ?? 0); // a read whose error is caught
        } catch {
          return x;
        }
      },
    ],
    'a tensor that is printed': [
      /^The code reads the value of a tensor/,
      (x) => {
        tf.print(x); // a tensor that is printed
        return x;
      },
    ],
    'unique values': [
      /^UniqueV2 .*shape|shape .*UniqueV2/,
      (x) => tf.unique(x).values, // unique values
    ],
    'boxes that do not overlap': [
      /NonMaxSuppression/,
      (x) => tf.cast(tf.image.nonMaxSuppression(tf.ones([3, 4]), x as never, 2), 'float32'), // boxes that do not overlap
    ],
    'indices where a condition holds': [
      /^The code reads the value of a tensor/,
      (x) => {
        void tf.whereAsync(tf.greater(x, 0)); // indices where a condition holds
        return x;
      },
    ],
    'a boolean mask': [
      /^The code reads the value of a tensor/,
      (x) => {
        void tf.booleanMaskAsync(x, tf.greater(x, 0)); // a boolean mask
        return x;
      },
    ],
    'a draw from Math.random': [
      /^Math\.random/,
      (x) => tf.mul(x, Math.random()), // a draw from Math.random
    ],
    'uniform numbers without a seed': [
      /^Math\.random/,
      (x) => tf.mul(x, tf.randomUniform([3])), // uniform numbers without a seed
    ],
    'normal numbers without a seed': [
      /^Math\.random/,
      (x) => tf.mul(x, tf.randomNormal([3])), // normal numbers without a seed
    ],
    'dropout of tfjs': [
      /^Math\.random/,
      (x) => tf.dropout(x, 0.5), // dropout of tfjs
    ],
    'a stream that continues across calls': [
      /^Mul is not called the same way/,
      (x) => tf.mul(x, draws.uniform()), // a stream that continues across calls
    ],
    'a counter in the closure': [
      /^AddV2 is not called the same way|^Add is not called the same way/,
      (x) => tf.add(x, (calls += 1)), // a counter in the closure
    ],
    'a different op on each call': [
      /is not called the same way/,
      (x) => ((calls += 1) % 2 ? tf.sin(x) : tf.cos(x)), // a different op on each call
    ],
    'the time': [
      /^Date\.now/,
      (x) => tf.mul(x, Date.now()), // the time
    ],
    'a date': [
      /^new Date\(\)/,
      (x) => tf.mul(x, new Date().getSeconds()), // a date
    ],
    'the clock': [
      /^performance\.now/,
      (x) => tf.mul(x, performance.now()), // the clock
    ],
    'a stateful op': [
      /^Multinomial/,
      (x) => tf.cast(tf.multinomial(x as never, 4, 7), 'float32'), // a stateful op
    ],
    'an array from outside': [
      /^Mul reads a tensor that is neither/,
      (x) => tf.mul(x, outside), // an array from outside
    ],
    'an array from outside that was never sent': [
      /^Mul reads a tensor that is neither/,
      (x) => tf.mul(x, notSent), // an array from outside that was never sent
    ],
  };
  for (const [name, [message, code]] of Object.entries(cases)) {
    test(name, () => {
      const error = refusalOf(() => recorded(code));
      assert.match(error.message, message);
      const place = ` (test/trainer/not-traceable.test.ts:${lineWith(name)})`;
      assert.ok(error.message.endsWith(place), `${error.message} should end in${place}`);
    });
  }

  test("a user's own module", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket lines (of a module) é '));
    const file = path.join(folder, 'engine', 'my-net.mjs');
    fs.mkdirSync(path.dirname(file));
    fs.copyFileSync('test/trainer/not-traceable.mjs', file);
    const { reads } = (await import(pathToFileURL(file).href)) as { reads: (tf: Tf, x: Tensor) => Tensor };
    const error = refusalOf(() => recorded((x) => reads(tf, x)));
    fs.rmSync(folder, { recursive: true });
    const line = lineWith('the line', 'test/trainer/not-traceable.mjs');
    assert.equal(error.message, `The code reads the value of a tensor (${file}:${line})`);
  });
});

test('a function that reads nothing, or uses a fixed seed, is traced', () => {
  recorded((x) => tf.mul(x, tf.randomUniform([3], 0, 1, 'float32', 7)));
  recorded((x) => tf.mul(x, new Date(0).getTime() + 1));
});

test('afterwards the clock, chance and values can be read again', () => {
  refusalOf(() => recorded((x) => tf.mul(x, Math.random())));
  assert.ok(Date.now() > 0 && new Date().getTime() > 0 && Math.random() < 1 && performance.now() > 0);
  assert.ok(tf.scalar(3).dataSync()[0] === 3);
  assert.equal(new Date() instanceof Date, true);
});

describe('an iteration', () => {
  const run = (iteration: Parameters<ReturnType<typeof compiledEngine>['prepare']>[0]): unknown =>
    compiledEngine(tf, 'graph')
      .prepare(iteration, {})
      .run({ w: tf.ones([3]) }, { batches: Int32Array.of(0), first: 0, scalars: {} }, 1);

  test('must keep the types of its state', () => {
    const error = refusalOf(() =>
      run((_, { w }) => ({ state: { w: tf.sum(w as Tensor) }, loss: tf.scalar(0) })),
    );
    assert.equal(error.message, 'w is float32[3] before an iteration and float32[] after it.');
  });

  test('must give its whole state', () => {
    const error = refusalOf(() => run(() => ({ state: {}, loss: tf.scalar(0) })));
    assert.equal(error.message, 'The iteration returns no w.');
  });

  test('must give a loss, and wait for nothing', () => {
    const waits = async (): Promise<unknown> => Promise.resolve({});
    const error = refusalOf(() => run(waits as never));
    assert.equal(error.message, 'The code returns a loss that it did not compute.');
  });
});

describe('in a bundle like the installed one', () => {
  const program = 'test/trainer/not-traceable-program.ts';
  const module = path.resolve('test/trainer/not-traceable.mjs');
  const ofModule = `The code reads the value of a tensor (${module}:${lineWith('the line', module)})`;

  const printed = async (sourcemap: 'linked' | false): Promise<readonly string[]> => {
    const built = buildProgram(program, sourcemap);
    const lines = (await built.run(module)).trim().split('\n');
    built.remove();
    return lines;
  };

  test('its own lines are those of its sources', async () => {
    assert.deepEqual(await printed('linked'), [
      `The code reads the value of a tensor (${program}:${lineWith('the line', program)})`,
      ofModule,
    ]);
  });

  test('without a source map, an error names only lines of modules', async () => {
    assert.deepEqual(await printed(false), ['The code reads the value of a tensor', ofModule]);
  });
});
