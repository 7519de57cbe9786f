// Tests that the coordinator checks names in a worker's messages before it moves files: a worker runs user code, which
// can send anything.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { spec, trainFor, embeddedWorkplace as workplace } from './workplace';

/** A model whose module sends a message to the coordinator once it gets a network to train. */
const module = (says: string): string => `
import fs from 'node:fs';
import path from 'node:path';
const own = () => {
  const runs = path.resolve('.ticket/runs');
  const tmp = path.join(runs, fs.readdirSync(runs)[0], 'tmp');
  return path.join(tmp, fs.readdirSync(tmp)[0], '0');
};
const outside = path.resolve('outside');
process.on('message', ({ type, cell }) => {
  if (type === 'train') process.send((${says})(cell));
});
export default {
  name: 'net',
  description: 'one dense layer',
  semantics: 1,
  options: { type: 'object', properties: {}, additionalProperties: false },
  layers: (input, outputs) => [
    { name: 'output', parameters: [{ name: 'output.weight', shape: [input[0], outputs], initializer: 'glorot-normal', prunable: true }] },
  ],
  forward: (tf, parameters, x, options, tap) => tap('output', tf.matMul(x, parameters['output.weight'])),
};
`;

/** The module's message, and the expected error. */
const cases: Readonly<Record<string, readonly [says: string, told: RegExp]>> = {
  'a checkpoint by its full path': [
    "(cell) => ({ type: 'checkpoint', cell, file: path.join(outside, 'file') })",
    /named .*outside\/file, which is not in its temporary folder/,
  ],
  'a network in a folder that has become a link': [
    "(cell) => { fs.renameSync(own(), own() + '-moved'); fs.symlinkSync(outside, own()); fs.mkdirSync(path.join(outside, 'deep')); return { type: 'finished', cell, folder: 'deep' }; }",
    /named .*\/0\/deep, which is not a plain folder/,
  ],
  'a network that it was not given': [
    "(cell) => ({ type: 'stopped', cell: { ...cell, arm: '../../../outside' } })",
    /Worker 0 sent a message about .*outside.*, which it does not train/,
  ],
};

describe('a run ends with an error if a worker names', () => {
  for (const [what, [says, told]] of Object.entries(cases))
    test(what, async (t) => {
      const place = workplace(t);
      const outside = path.join(place.folder, 'outside');
      fs.mkdirSync(outside);
      fs.writeFileSync(path.join(outside, 'file'), 'kept');
      place.write('net.mjs', module(says));
      place.write(
        'hostile.ticket.yaml',
        spec({ trials: 1, model: { module: './net.mjs' }, train: trainFor(2000) }),
      );
      const { code, stderr } = await place.ticket('run', 'hostile.ticket.yaml', '--workers', '1');
      assert.equal(code, 4, stderr);
      assert.match(stderr, told);
      assert.match(stderr, /Check the modules for code that sends messages or changes files of the run\.$/m);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.equal(fs.readFileSync(path.join(outside, 'file'), 'utf8'), 'kept');
      assert.equal(fs.existsSync(path.join(place.run(), 'trials', '0', 'ticket', '00')), false);
    });
});
