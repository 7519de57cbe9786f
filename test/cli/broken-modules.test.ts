// Tests that Ticket reports an error in a user's module with module, function and line, and exit code 2: `check` does so
// if the error shows without data, otherwise `run`, which then creates nothing. Most cases run in this process; those
// about loading a module or ending its process, and one of each role, call the command.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { printProblem } from '../../src/language/print';
import { examineFile, type Describe, type Examined } from '../../src/runner/examine';
import { TrainerError } from '../../src/runner/trainer-process';
import { noModules } from '../../src/runs/sealed-modules';
import { describeModule } from '../../src/trainer/describe';
import { explain, isModuleMistake } from '../../src/trainer/module-mistake';
import { layer, net, ownSpec, task, type Parts } from './own-modules';
import { embeddedWorkplace as workplace, type Workplace } from './workplace';

const file = 'own.ticket.yaml';
type Files = Readonly<Record<string, string>>;

const model = (text: string): Files => ({ 'net.mjs': text });
const forward = (code: string, head = ''): Files => model(net({ forward: code }, head));
const layers = (changes: Parts): Files =>
  model(net({ layers: `([inputs], outputs) => [${layer(changes)}]` }));
const workload = (parts: Parts, head = ''): Files => ({ 'task.mjs': task(parts, head) });
/** The training split as `code` makes it. */
const train = (code: string): Files =>
  workload({ read: `() => ({ train: ${code}, validation: split(20), test: split(20) })` });

/** By error: the files, and the expected message. */
const broken: Readonly<Record<string, readonly [Files, RegExp]>> = {
  'a syntax error': [
    model('export default {\n  layers: () => [,\n};\n)'),
    /net\.mjs does not load: \S+net\.mjs:3: Unexpected token/,
  ],
  'a syntax error in what it imports': [
    { ...model(net({}, "import './helper.mjs';")), 'helper.mjs': 'let 1;' },
    /net\.mjs does not load: \S+helper\.mjs:1: /,
  ],
  'it throws while it loads': [
    model(net({}, '\nthrow new Error("no luck");')),
    /net\.mjs does not load: \S+net\.mjs:2:7: no luck/,
  ],
  'it is rejected while it loads': [
    model(net({}, 'await Promise.reject(new Error("no luck"));')),
    /net\.mjs does not load: \S+net\.mjs:1:\d+: no luck/,
  ],
  'no default export': [
    model('export const layers = 1;'),
    /net\.mjs is used as a model, but its default export has no function layers, forward\. Write export default/,
  ],
  'no forward': [
    model('export default { layers: () => [] };'),
    /net\.mjs is used as a model, but its default export has no function forward\./,
  ],
  'an export that should be a function is not one': [
    workload({ loss: '3' }),
    /task\.mjs is used as a workload, but its default export has no function loss\./,
  ],
  'CommonJS code in a file that Node loads as an ES module': [
    model('module.exports = { layers: () => [], forward: () => 1 };'),
    /net\.mjs does not load: \S+net\.mjs:1:1: module is not defined/,
  ],
  'a file that it imports is absent': [
    model(net({}, "import './absent.mjs';")),
    /No module absent\.mjs found in .*; net\.mjs imports it\./,
  ],
  'a package that it imports is absent': [
    model(net({}, "import 'absent';")),
    /net\.mjs imports absent, but no node_modules folder above it contains absent\. Install the package/,
  ],
  'an imported name that the other module does not export': [
    { ...model(net({}, "import { two } from './helper.mjs';")), 'helper.mjs': 'export const one = 1;' },
    /net\.mjs does not load: .*net\.mjs:1(:\d+)?: .*does not provide an export named 'two'/,
  ],
  'layers return nothing': [
    model(net({ layers: '() => undefined' })),
    /net\.mjs: layers\(…\) returned undefined; expected an array of \{ name, parameters/,
  ],
  'layers return an object': [
    model(net({ layers: '() => ({ output: 3 })' })),
    /net\.mjs: layers\(…\) returned an object with output; expected an array/,
  ],
  'layers throw': [
    model(net({ layers: '() => {\n  throw new Error("no luck");\n}' })),
    /net\.mjs: layers\(…\) fails: \S+net\.mjs:4:9: no luck/,
  ],
  'a layer with an unknown initializer': [
    layers({ initializer: "'xavier'" }),
    /net\.mjs: layers\(…\) returned an invalid value: \/0\/parameters\/0\/initializer /,
  ],
  'a parameter of fractions': [
    layers({ shape: '[inputs, 1.5]' }),
    /net\.mjs: layers\(…\) returned an invalid value: \/0\/parameters\/0\/shape\/1 /,
  ],
  'a parameter called __proto__': [
    layers({ name: "'__proto__'" }),
    /net\.mjs: layers\(…\) returned the name __proto__; expected names that/,
  ],
  'a parameter called __metadata__': [
    layers({ name: "'__metadata__'" }),
    /net\.mjs: layers\(…\) returned the name __metadata__; expected names that/,
  ],
  'forward returns nothing': [
    forward('() => undefined'),
    /net\.mjs: forward\(…\) returned undefined; expected a tensor of type float32 and shape \[2, 2\]: one row of outputs/,
  ],
  'forward returns an array': [
    forward('() => [1, 2]'),
    /net\.mjs: forward\(…\) returned an array of 2; expected/,
  ],
  'forward returns a promise': [
    forward('async () => 1'),
    /net\.mjs: forward\(…\) returned a Promise \(is it an async function\?\); expected/,
  ],
  'forward returns another rank': [
    forward('(tf, parameters, x) => tf.mean(x)'),
    /net\.mjs: forward\(…\) returned a tensor of type float32 and shape \[\]; expected a tensor of type float32 and shape \[2, 2\]/,
  ],
  'forward returns another number of classes': [
    forward('(tf, parameters, x) => tf.ones([x.shape[0], 3])'),
    /net\.mjs: forward\(…\) returned a tensor of type float32 and shape \[2, 3\]; expected a tensor of type float32 and shape \[2, 2\]/,
  ],
  'forward returns one row for the batch': [
    forward('(tf) => tf.ones([1, 2])'),
    /net\.mjs: forward\(…\) returned a tensor of type float32 and shape \[1, 2\]; expected/,
  ],
  'forward returns integers': [
    forward("(tf) => tf.ones([2, 2], 'int32')"),
    /net\.mjs: forward\(…\) returned a tensor of type int32 and shape \[2, 2\]; expected/,
  ],
  'forward returns a tensor that is disposed of': [
    forward(
      "(tf, parameters, x) => {\n  const y = tf.matMul(x, parameters['output.weight']);\n  y.dispose();\n  return y;\n}",
    ),
    /net\.mjs: forward\(…\) returned a disposed tensor; expected/,
  ],
  'forward multiplies tensors of incompatible shapes': [
    forward('(tf, parameters, x) => tf.matMul(x, tf.ones([3, 2]))'),
    /net\.mjs: forward\(…\) fails: \S+net\.mjs:\d+:\d+: .*inner shapes/,
  ],
  'forward throws': [
    forward('(tf, parameters, x) => x.nothing.shape'),
    /net\.mjs: forward\(…\) fails: \S+net\.mjs:\d+:\d+: Cannot read properties of undefined/,
  ],
  'forward draws': [
    forward('(tf, parameters, x) => tf.dropout(x, 0.5)'),
    /net\.mjs: forward\(…\) draws from Math\.random, which has no seed.*net\.mjs:\d+/,
  ],
  'forward reads the clock': [
    forward('(tf) => tf.fill([2, 2], Date.now())'),
    /net\.mjs: forward\(…\) reads Date\.now, so each process of the run would compute different numbers/,
  ],
  'forward ends the process': [
    forward('() => process.exit(0)', "import process from 'node:process';"),
    /The process exited before it replied\. Does the module end the process\?/,
  ],
  'it ends the process as it loads': [
    model(net({}, "import process from 'node:process';\nprocess.exit(0);")),
    /The process exited before it replied\. Does the module end the process\?/,
  ],
  'the loss is not a scalar': [
    workload({ loss: '(tf, outputs) => outputs' }),
    /task\.mjs: loss\(…\) returned a tensor of type float32 and shape \[2, 2\]; expected a float32 scalar: the mean/,
  ],
  'the accuracy is a number': [
    workload({ accuracy: '() => 0.5' }),
    /task\.mjs: accuracy\(…\) returned 0\.5; expected a float32 scalar/,
  ],
  'shape without a size': [
    workload({ shape: '() => ({ input: [2], outputs: 2, train: 40, validation: 20 })' }),
    /task\.mjs: shape\(…\) returned an object with input, outputs, train, validation; expected \{ input,/,
  ],
  'files without sums': [
    workload({ files: "() => [{ name: 'points', urls: ['https://example.org/points'] }]" }),
    /task\.mjs: files\(…\) names a source for points, but not its sizeBytes and sha256/,
  ],
  'read returns nothing': [
    workload({ read: '() => undefined' }),
    /task\.mjs: read\(…\) returned undefined; expected \{ train, validation, test \}/,
  ],
  'read returns a promise': [
    workload({ read: 'async () => ({ train: 1 })' }),
    /task\.mjs: read\(…\) returned a Promise \(is it an async function\?\); expected/,
  ],
  'read leaves a split out': [
    train('undefined'),
    /task\.mjs: read\(…\) returned undefined as train; expected/,
  ],
  'read returns other counts': [
    train('split(39)'),
    /task\.mjs: read\(…\) returned 39 examples in the training split; expected 40/,
  ],
  'an input is NaN': [
    train('split(40, (i) => (i === 5 ? NaN : 1))'),
    /task\.mjs: read\(…\) returned the training split with NaN in example 2, input 1; expected/,
  ],
  'a label that is a fraction': [
    train('split(40, undefined, (i) => (i === 7 ? 3.5 : 0))'),
    /task\.mjs: read\(…\) returned the training split with the label 3\.5 in example 7; expected/,
  ],
  'a label exceeds the number of classes': [
    train('split(40, undefined, () => 2)'),
    /task\.mjs: read\(…\) returned the training split with the label 2 in example 0; expected labels from 0 to 1/,
  ],
  'read opens a file that is absent': [
    workload({ read: "() => fs.readFileSync('absent')" }, "import fs from 'node:fs';"),
    /task\.mjs: read\(…\) fails: \S+task\.mjs:\d+:\d+: ENOENT.*absent/,
  ],
};

/** The cases that call the command: loading a module, ending its process, and one of each role. */
const byCommand = [
  'a syntax error',
  'a syntax error in what it imports',
  'it is rejected while it loads',
  'CommonJS code in a file that Node loads as an ES module',
  'an imported name that the other module does not export',
  'forward draws',
  'forward ends the process',
  'it ends the process as it loads',
  'a label exceeds the number of classes',
];

function begin(t: { after(hook: () => void): void }, files: Files): Workplace {
  const place = workplace(t);
  for (const [name, text] of Object.entries({ 'net.mjs': net(), 'task.mjs': task(), ...files }))
    place.write(name, text);
  place.write(file, ownSpec());
  return place;
}

/** Answers like `check`'s trainer process, from the modules on the disk. */
const describeHere: Describe = async (asked) => {
  try {
    const answer = await describeModule({ ...asked, modules: noModules, reads: true }, () => undefined);
    return JSON.parse(JSON.stringify(answer)) as unknown;
  } catch (error) {
    throw new TrainerError(explain(error), isModuleMistake(error));
  }
};

const examined = ({ folder }: Workplace): Promise<Examined> =>
  examineFile(path.join(folder, file), describeHere);

const printed = ({ problems }: Examined): string =>
  problems.map((problem) => printProblem(file, problem)).join('\n');

describe('`check` ends with 2 and explains:', { concurrency: 2 }, () => {
  assert.deepEqual(
    byCommand.filter((what) => !(what in broken)),
    [],
  );
  for (const [what, [files, message]] of Object.entries(broken)) {
    const isCommand = byCommand.includes(what);
    test(what, async (t) => {
      const place = begin(t, files);
      let told: string;
      if (isCommand) {
        const { code, stderr } = await place.ticket('check', file, '--no-time');
        assert.equal(code, 2, stderr);
        told = stderr;
      } else {
        const found = await examined(place);
        assert.equal(found.plan, undefined);
        told = printed(found);
      }
      assert.match(told, message);
      assert.match(told, /^own\.ticket\.yaml:\d+:\d+: /m);
      assert.doesNotMatch(told, /^\s+at |%20|TypeError/m);
    });
  }

  test('a module never returns', async (t) => {
    const place = begin(t, model(net({ layers: '() => {\n  for (;;);\n}' })));
    const { code, stderr } = await place.ticket('check', file, '--no-time');
    assert.equal(code, 2, stderr);
    assert.match(stderr, /The process timed out after 20 s\./);
  });
});

describe('`check` accepts a module although', { concurrency: 2 }, () => {
  const odd: Readonly<Record<string, Files>> = {
    'it prints, to where answers go as well': forward(
      "(tf, parameters, x) => {\n  write();\n  return tf.matMul(x, parameters['output.weight']);\n}",
      `import fs from 'node:fs';
const write = () => {
  for (const to of [1, 2, 3]) {
    try {
      fs.writeSync(to, '{"value":');
    } catch {
      // Closed in this process.
    }
  }
};
write();`,
    ),
    'it starts a child with its outputs, which lives on': model(
      net(
        {},
        `import { spawn } from 'node:child_process';
const code = 'setTimeout(() => undefined, 5000)';
spawn(process.execPath, ['-e', code], { stdio: 'inherit', detached: true, env: {} }).unref();`,
      ),
    ),
    'it leaves a timer': model(net({}, 'setInterval(() => undefined, 1000);')),
  };
  for (const [what, files] of Object.entries(odd)) {
    test(what, async (t) => {
      const { code, stderr } = await begin(t, files).ticket('check', file, '--no-time');
      assert.equal(code, 0, stderr);
    });
  }
});

test('a parameter that forward does not use causes a warning', async (t) => {
  const unused = layer({ name: "'spare.weight'" }).replace("'output'", "'spare'");
  const place = begin(t, model(net({ layers: `([inputs], outputs) => [${layer()}, ${unused}]` })));
  const found = await examined(place);
  assert.ok(found.plan);
  assert.match(printed(found), /warning: `forward` does not use `spare\.weight`: /);
  assert.doesNotMatch(printed(await examined(begin(t, {}))), /does not use/);
});

describe('`run` ends with 2 if an error only shows while training', () => {
  test('as data loads, after the run has begun', async (t) => {
    const place = workplace(t);
    place.write('net.mjs', net());
    // Returns the same in two processes, and something else in the third.
    const head = "import fs from 'node:fs';\nconst count = new URL('./count', import.meta.url);";
    const read = `() => {
      const loads = fs.existsSync(count) ? fs.readFileSync(count).length : 0;
      fs.appendFileSync(count, '.');
      return loads < 2 ? { train: split(40), validation: split(20), test: split(20) } : undefined;
    }`;
    place.write('task.mjs', task({ read }, head));
    place.write(file, ownSpec({ run: { workers: 1, engine: 'eager' } }));
    const { code, stderr } = await place.ticket('run', file);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /task\.mjs: read\(…\) returned undefined; expected/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  test('in a network', async (t) => {
    const place = workplace(t);
    // Fails after more calls than a rehearsal makes.
    const code = `(tf, parameters, x) => {
      calls += 1;
      return calls < 20 ? tf.matMul(x, parameters['output.weight']) : undefined;
    }`;
    place.write('net.mjs', net({ forward: code }, 'let calls = 0;'));
    place.write('task.mjs', task());
    place.write(file, ownSpec({ run: { workers: 1, engine: 'eager' } }));
    const { code: exit, stderr } = await place.ticket('run', file);
    assert.equal(exit, 2, stderr);
    assert.match(
      stderr,
      /net\.mjs: forward\(…\) returned undefined; .*\(while training ticket, trial 0, round 0\)/,
    );
    assert.ok(fs.existsSync(place.run()));
  });
});
