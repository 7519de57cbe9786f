// A run begins only where its modules give the same in two processes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { spec, workplace, type Ended, type Workplace } from './workplace';

const file = 'own.ticket.yaml';

/** What the modules are made of: expressions and statements in JavaScript. */
interface Parts {
  /** Before the default export of either. */
  readonly head?: string;
  /** Factor of an input. */
  readonly input?: string;
  /** The layers' initializer. */
  readonly initializer?: string;
  /** Factor of the outputs. */
  readonly forward?: string;
  readonly loss?: string;
  readonly accuracy?: string;
}

const net = ({ head = '', initializer = "'glorot-normal'", forward = '1' }: Parts): string => `${head}
export default {
  layers: ([inputs], outputs) => [
    { name: 'output', parameters: [{ name: 'output.weight', shape: [inputs, outputs], initializer: ${initializer}, prunable: true }] },
  ],
  forward: (tf, parameters, x) => tf.mul(tf.matMul(x, parameters['output.weight']), ${forward}),
};
`;

const task = ({ head = '', input = '1', loss = '1', accuracy = '1' }: Parts): string => `${head}
const split = (count) => ({
  count,
  inputs: Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i) * ${input}),
  labels: Int32Array.from({ length: count }, (_, i) => i % 2),
});
export default {
  shape: () => ({ input: [2], outputs: 2, train: 40, validation: 20, test: 20 }),
  files: () => [],
  read: () => ({ train: split(40), validation: split(20), test: split(20) }),
  loss: (tf, outputs, labels) =>
    tf.mul(tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(labels, 2, 1, 0, 'float32'), tf.logSoftmax(outputs)), -1))), ${loss}),
  accuracy: (tf, outputs, labels) => tf.mul(tf.mean(tf.cast(tf.equal(tf.argMax(outputs, -1), labels), 'float32')), ${accuracy}),
};
`;

function begin(t: TestContext, parts: Parts, of: 'net' | 'task'): Workplace {
  const place = workplace(t);
  place.write('net.mjs', net(of === 'net' ? parts : {}));
  place.write('task.mjs', task(of === 'task' ? parts : {}));
  const workload = { module: './task.mjs' };
  place.write(
    file,
    spec({ workload, model: { module: './net.mjs' }, trials: 1, prune: { rounds: 1 }, controls: [] }),
  );
  return place;
}

/** It says one thing, without a stack, and nothing has been made. */
function refused(place: Workplace, { code, stderr }: Ended, message: RegExp): void {
  assert.equal(code, 2, stderr);
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /^\s+at /m);
  assert.equal(fs.existsSync(place.runs), false);
}

const both = (part: string, place: string): RegExp =>
  new RegExp(
    `${part}\\(…\\) does not give the same in two processes: ${place}.* in one and .* in the other\\. It must depend on its arguments alone`,
  );

describe('a run is refused before its folder is made where', () => {
  const cases: Readonly<Record<string, readonly ['net' | 'task', Parts, RegExp]>> = {
    'a module draws as it is loaded': [
      'net',
      { head: 'const scale = Math.random();', forward: 'scale' },
      both('net\\.mjs: forward', 'output 0 of example 0 is -?[0-9.e-]+'),
    ],
    'forward depends on the process': [
      'net',
      { head: "import process from 'node:process';", forward: 'process.pid' },
      both('net\\.mjs: forward', 'output 0 of example 0 is'),
    ],
    'forward depends on the calls before': [
      'net',
      { head: 'let calls = 0;', forward: '(calls += 1)' },
      both('net\\.mjs: forward', 'output 0 of example 0 is'),
    ],
    'layers depend on the year': [
      'net',
      { initializer: "['ones', 'he-normal', 'glorot-normal'][new Date().getFullYear() % 3]" },
      both('net\\.mjs: layers', 'parameter output\\.weight of layer output is \\[2, 2\\] '),
    ],
    'read depends on the clock': [
      'task',
      { input: '(1 + (Date.now() % 1000) / 1e6)' },
      both('task\\.mjs: read', 'the training split is SHA-256 [0-9a-f]{12}…'),
    ],
    'read depends on a draw': [
      'task',
      { input: 'Math.random()' },
      /task\.mjs: read\(…\) draws by Math\.random, which no seed determines/,
    ],
    'forward draws by tf': [
      'net',
      { forward: 'tf.randomUniform([1])' },
      /net\.mjs: forward\(…\) draws by Math\.random, which no seed determines/,
    ],
    'the loss depends on the process': [
      'task',
      { head: 'const factor = Math.random();', loss: 'factor' },
      both('task\\.mjs: loss', 'the loss is'),
    ],
    'the accuracy depends on the process': [
      'task',
      { head: 'const factor = Math.random();', accuracy: '1 + factor' },
      both('task\\.mjs: accuracy', 'the accuracy is'),
    ],
    'forward gives no number': [
      'net',
      { forward: 'tf.scalar(NaN)' },
      /net\.mjs: forward\(…\) returned NaN as output 0 of example 0, with the initial weights/,
    ],
  };
  for (const [what, [of, parts, message]] of Object.entries(cases)) {
    test(what, async (t) => {
      const place = begin(t, parts, of);
      refused(place, await place.ticket('run', file), message);
    });
  }
});

test('a run begins where modules use the clock and chance for what no number depends on', async (t) => {
  const head = 'const begun = Date.now();\nconst name = Math.random();\nconsole.log(begun, name);';
  const place = begin(t, { head }, 'net');
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
  // What was begun is not rehearsed again: it is held to what it was begun with.
  fs.rmSync(path.join(place.folder, 'net.mjs'));
  assert.equal((await place.ticket('resume', 'own')).code, 0);
});
