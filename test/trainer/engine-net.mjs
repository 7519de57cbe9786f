// A user's dense net that misbehaves while an engine traces it, as its option says.
import fs from 'node:fs';

export default {
  name: 'engine-net',
  description: 'dense, relu, dense',
  semantics: 1,
  options: {
    type: 'object',
    properties: { when: { enum: ['nothing', 'hang', 'crash', 'wrong', 'read'], default: 'nothing' } },
    additionalProperties: false,
  },
  layers: (input, outputs) => {
    const layer = (name, from, to) => ({
      name,
      parameters: [
        { name: `${name}.weight`, shape: [from, to], initializer: 'glorot-normal', prunable: true },
        { name: `${name}.bias`, shape: [to], initializer: 'zeros', prunable: false },
      ],
    });
    return [layer('first', input[0], 16), layer('output', 16, outputs)];
  },
  forward(tf, parameters, x, { when }, tap) {
    const dense = (name, h) => tf.add(tf.matMul(h, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
    const isRecorded = isReplaced(tf);
    const h = tap('first', tf.relu(dense('first', x)));
    if (when === 'read') h.dataSync();
    if (isRecorded && when === 'hang') hang();
    if (isRecorded && when === 'crash') process.kill(process.pid, 'SIGKILL');
    const outputs = tap('output', dense('output', h));
    return isRecorded && when === 'wrong' ? tf.mul(outputs, 1.01) : outputs;
  },
};

/** Never returns; a file marks the start. */
function hang() {
  const { TICKET_HANGS: file } = process.env;
  if (file) fs.writeFileSync(file, '');
  for (;;);
}

/** The engine's replacement inherits from the addon's own object. */
function isReplaced(tf) {
  const { binding } = tf.backend();
  return binding !== undefined && Object.getPrototypeOf(binding) !== Object.prototype;
}
