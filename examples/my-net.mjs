// A model of one's own: a small residual network. A spec names it with `model: { module: ./my-net.mjs }`.
// The default export is what a model of the lab is. It imports nothing: `tf` (tfjs-core) is handed to `forward`, whose
// operations are functions, `tf.add(a, b)`, never methods of tensors.
export default {
  name: 'my-net',
  description: 'A residual network: blocks that add what they compute to what they get.',
  semantics: 1, // raise it when the numbers change

  // What a spec may write beside the path, as JSON Schema. Defaults are filled in before the functions see them.
  options: {
    type: 'object',
    properties: {
      width: { type: 'integer', minimum: 1, default: 32, description: 'Units of each layer.' },
      blocks: { type: 'integer', minimum: 0, maximum: 100, default: 2, description: 'Residual blocks.' },
    },
    additionalProperties: false,
  },

  // The layers in forward order, for inputs of shape `input` and as many outputs as the workload has. Weights are
  // [in, out]. Pruning may remove what is prunable, and `prune.rates` in the spec speaks of these names.
  layers(input, outputs, { width, blocks }) {
    const layer = (name, from, to) => ({
      name,
      parameters: [
        { name: `${name}.weight`, shape: [from, to], initializer: 'he-normal', prunable: true },
        { name: `${name}.bias`, shape: [to], initializer: 'zeros', prunable: false },
      ],
    });
    const inputs = input.reduce((product, length) => product * length, 1);
    return [
      layer('first', inputs, width),
      ...Array.from({ length: blocks }, (_, i) => layer(`block${i + 1}`, width, width)),
      layer('output', width, outputs),
    ];
  },

  // Outputs [batch, outputs] for inputs x [batch, …input]. `tap` shows a layer's activation to whoever measures it.
  forward(tf, parameters, x, { blocks }, tap) {
    const dense = (name, h) => tf.add(tf.matMul(h, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
    let h = tap('first', tf.relu(dense('first', tf.reshape(x, [x.shape[0], -1]))));
    for (let i = 1; i <= blocks; i++) h = tap(`block${i}`, tf.add(h, tf.relu(dense(`block${i}`, h))));
    return tap('output', dense('output', h));
  },
};
