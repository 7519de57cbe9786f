// A custom model: a small residual network. A spec names it with `model: { module: ./my-net.mjs }`.
// The default export has the form of a built-in model. It imports nothing: `forward` gets `tf` (tfjs-core) as an
// argument. Use its functions, `tf.add(a, b)`, never methods of tensors.
export default {
  name: 'my-net',
  description: 'A residual network: blocks that add what they compute to what they get.',
  semantics: 1, // increase it whenever the numbers change

  // Options in the spec, next to `module`, as JSON Schema. Ticket fills in defaults.
  options: {
    type: 'object',
    properties: {
      width: { type: 'integer', minimum: 1, default: 32, description: 'Units of each layer.' },
      blocks: { type: 'integer', minimum: 0, maximum: 100, default: 2, description: 'Residual blocks.' },
    },
    additionalProperties: false,
  },

  // Layers in forward order, for inputs of shape `input` and the workload's number of outputs. Weights are [in, out].
  // Pruning removes weights of `prunable` parameters; `prune.rates` in the spec uses these layer names.
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

  // Outputs [batch, outputs] for inputs x [batch, …input]. `tap` exposes a layer's activation for measurements.
  forward(tf, parameters, x, { blocks }, tap) {
    const dense = (name, h) => tf.add(tf.matMul(h, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
    let h = tap('first', tf.relu(dense('first', tf.reshape(x, [x.shape[0], -1]))));
    for (let i = 1; i <= blocks; i++) h = tap(`block${i}`, tf.add(h, tf.relu(dense(`block${i}`, h))));
    return tap('output', dense('output', h));
  },
};
