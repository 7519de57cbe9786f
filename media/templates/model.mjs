// @ts-check
// A custom model. Use it in a spec with `model: { module: ./model.mjs, width: 32 }`.
//
// The module imports nothing: Ticket passes `tf` to `forward`. Call operations as functions, `tf.add(a, b)`, not as
// methods of tensors. The editor checks the module against the types in ticket.d.ts.

/**
 * Options that a spec can set next to the module's path.
 *
 * @typedef {object} Options
 * @property {number} width
 * @property {number} blocks
 */

/** @type {import('./ticket.d.ts').Model<Options>} */
export default {
  // The options as JSON Schema. Ticket validates the spec against it and fills in defaults.
  options: {
    type: 'object',
    properties: {
      width: { type: 'integer', minimum: 1, default: 32, description: 'Units of each layer.' },
      blocks: { type: 'integer', minimum: 0, maximum: 100, default: 2, description: 'Residual blocks.' },
    },
    additionalProperties: false,
  },

  // The layers in forward order, for inputs of shape `input` and the task's number of outputs. Pruning removes weights
  // of prunable parameters. `prune.rates` in a spec refers to the layers' names.
  layers(input, outputs, { width, blocks }) {
    const inputs = input.reduce((product, length) => product * length, 1);
    return [
      layer('first', inputs, width),
      ...Array.from({ length: blocks }, (_, i) => layer(`block${i + 1}`, width, width)),
      layer('output', width, outputs),
    ];
  },

  // Outputs [batch, outputs] for inputs x [batch, …input]. Pass each layer's activation through `tap`, so that Ticket
  // can measure it.
  forward(tf, parameters, x, { blocks }, tap) {
    /**
     * @param {string} name
     * @param {import('./ticket.d.ts').Tensor} h
     */
    const dense = (name, h) => tf.add(tf.matMul(h, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
    let h = tap('first', tf.relu(dense('first', tf.reshape(x, [x.shape[0], -1]))));
    for (let i = 1; i <= blocks; i++) h = tap(`block${i}`, tf.add(h, tf.relu(dense(`block${i}`, h))));
    return tap('output', dense('output', h));
  },
};

/**
 * A fully connected layer. Initializers are `glorot-normal`, `glorot-uniform`, `he-normal`, `zeros` and `ones`.
 *
 * @param {string} name
 * @param {number} from
 * @param {number} to
 * @returns {import('./ticket.d.ts').Layer}
 */
function layer(name, from, to) {
  return {
    name,
    parameters: [
      { name: `${name}.weight`, shape: [from, to], initializer: 'he-normal', prunable: true },
      { name: `${name}.bias`, shape: [to], initializer: 'zeros', prunable: false },
    ],
  };
}
