// Tests that a run starts only if its modules return the same in two processes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { layer, net, ownSpec, task } from './own-modules';
import { embeddedWorkplace as workplace, type Ended, type Workplace } from './workplace';

const file = 'own.ticket.yaml';

function begin(t: TestContext, files: Readonly<Record<string, string>>): Workplace {
  const place = workplace(t);
  for (const [name, text] of Object.entries({ 'net.mjs': net(), 'task.mjs': task(), ...files }))
    place.write(name, text);
  place.write(file, ownSpec());
  return place;
}

/** Multiplies the model's outputs. */
const scaled = (factor: string, head = ''): Readonly<Record<string, string>> => ({
  'net.mjs': net(
    { forward: `(tf, parameters, x) => tf.mul(tf.matMul(x, parameters['output.weight']), ${factor})` },
    head,
  ),
});
const tasked = (part: string, code: string, head = ''): Readonly<Record<string, string>> => ({
  'task.mjs': task({ [part]: code }, head),
});
/** Multiplies the training inputs. */
const read = (factor: string): Readonly<Record<string, string>> =>
  tasked(
    'read',
    `() => ({ train: split(40, (i) => Math.sin(i) * ${factor}), validation: split(20), test: split(20) })`,
  );
const drawn = 'const factor = Math.random();';

/** One message without a stack, and nothing created. */
function refused(place: Workplace, { code, stderr }: Ended, message: RegExp): void {
  assert.equal(code, 2, stderr);
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /^\s+at /m);
  assert.equal(fs.existsSync(place.runs), false);
}

const both = (part: string, place: string): RegExp =>
  new RegExp(
    `${part}\\(…\\) returns different results in two processes: ${place}.* in one and .* in the other\\. Make it depend on its arguments only`,
  );

describe('`ticket run` refuses, before it makes a folder, if', () => {
  const cases: Readonly<Record<string, readonly [Readonly<Record<string, string>>, RegExp]>> = {
    'a module draws as it is loaded': [
      scaled('factor', drawn),
      both('net\\.mjs: forward', 'output 0 of example 0 is -?[0-9.e-]+'),
    ],
    'forward depends on the process': [
      scaled('process.pid', "import process from 'node:process';"),
      both('net\\.mjs: forward', 'output 0 of example 0 is'),
    ],
    'forward depends on the calls before': [
      scaled('(calls += 1)', 'let calls = 0;'),
      both('net\\.mjs: forward', 'output 0 of example 0 is'),
    ],
    'layers depend on the year': [
      {
        'net.mjs': net({
          layers: `([inputs], outputs) => [${layer({
            initializer: "['ones', 'he-normal', 'glorot-normal'][new Date().getFullYear() % 3]",
          })}]`,
        }),
      },
      both('net\\.mjs: layers', 'parameter output\\.weight of layer output is \\[2, 2\\] '),
    ],
    'read depends on the clock': [
      read('(1 + (Date.now() % 1000) / 1e6)'),
      both('task\\.mjs: read', 'the training split is SHA-256 [0-9a-f]{12}…'),
    ],
    'read depends on a draw': [
      read('Math.random()'),
      /task\.mjs: read\(…\) draws from Math\.random, which has no seed/,
    ],
    'forward draws by tf': [
      scaled('tf.randomUniform([1])'),
      /net\.mjs: forward\(…\) draws from Math\.random, which has no seed/,
    ],
    'the loss depends on the process': [
      tasked('loss', '(tf, outputs) => tf.mul(tf.mean(outputs), factor)', drawn),
      both('task\\.mjs: loss', 'the loss is'),
    ],
    'the accuracy depends on the process': [
      tasked('accuracy', '(tf) => tf.scalar(factor)', drawn),
      both('task\\.mjs: accuracy', 'the accuracy is'),
    ],
    'forward gives no number': [
      scaled('tf.scalar(NaN)'),
      /net\.mjs: forward\(…\) returned NaN for all outputs at the initial weights/,
    ],
  };
  for (const [what, [files, message]] of Object.entries(cases)) {
    test(what, async (t) => {
      const place = begin(t, files);
      refused(place, await place.ticket('run', file), message);
    });
  }
});

test('a run begins if modules use the clock and chance for nothing that affects numbers', async (t) => {
  const head = 'const begun = Date.now();\nconst name = Math.random();\nconsole.log(begun, name);';
  const place = begin(t, { 'net.mjs': net({}, head) });
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
  // A started run is not rehearsed again: Ticket checks it against its first start.
  fs.rmSync(path.join(place.folder, 'net.mjs'));
  assert.equal((await place.ticket('resume', 'own')).code, 0);
});
