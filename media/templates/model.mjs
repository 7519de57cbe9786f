// @ts-check
// A model of your own. A spec names it with `model: { module: ./model.mjs, width: 32 }`.
//
// It imports nothing: `tf` is handed to `forward`, and its operations are functions, `tf.add(a, b)`, never methods of
// tensors. The types beside this file, ticket.d.ts, are for the editor alone; nothing of them runs.

/**
 * What a spec may write beside the module's path.
 *
 * @typedef {object} Options
 * @property {number} width
 * @property {number} blocks
 */

/** @type {import('./ticket.d.ts').Model<Options>} */
export default {
  // The same as JSON Schema: the spec is checked against it, and defaults are filled in before a function is called.
  options: {
    type: 'object',
    properties: {
      width: { type: 'integer', minimum: 1, default: 32, description: 'Units of each layer.' },
      blocks: { type: 'integer', minimum: 0, maximum: 100, default: 2, description: 'Residual blocks.' },
    },
    additionalProperties: false,
  },

  // The layers in forward order, for inputs of shape `input` and as many outputs as the task has. Pruning removes weights
  // of what is prunable; `prune.rates` in the spec speaks of the layers' names.
  layers(input, outputs, { width, blocks }) {
    const inputs = input.reduce((product, length) => product * length, 1);
    return [
      layer('first', inputs, width),
      ...Array.from({ length: blocks }, (_, i) => layer(`block${i + 1}`, width, width)),
      layer('output', width, outputs),
    ];
  },

  // Outputs [batch, outputs] for inputs x [batch, …input]. Each layer's activation goes through `tap`, which shows it to
  // whoever measures it.
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
 * A layer that is fully connected. Initial values are drawn by `glorot-normal`, `glorot-uniform` or `he-normal`, or are
 * all `zeros` or `ones`.
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
