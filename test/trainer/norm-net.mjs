// A user's module: a dense layer with a bias, then batch normalization, which cancels the bias.
export default {
  name: 'norm-net',
  description: 'dense, batch normalisation, relu, dense',
  semantics: 1,
  options: {
    type: 'object',
    properties: { epsilon: { type: 'number', default: 1e-3 } },
    additionalProperties: false,
  },
  layers: (input, outputs) => {
    const size = input.reduce((product, length) => product * length, 1);
    const layer = (name, from, to) => ({
      name,
      parameters: [
        { name: `${name}.weight`, shape: [from, to], initializer: 'he-normal', prunable: true },
        { name: `${name}.bias`, shape: [to], initializer: 'zeros', prunable: false },
      ],
    });
    return [layer('first', size, 16), layer('output', 16, outputs)];
  },
  forward(tf, parameters, x, { epsilon }, tap) {
    const dense = (name, h) => tf.add(tf.matMul(h, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
    const h = dense('first', tf.reshape(x, [x.shape[0], -1]));
    const { mean, variance } = tf.moments(h, 0, true);
    // With a negative epsilon, the root of a negative number occurs.
    const normal = tf.mul(tf.sub(h, mean), tf.rsqrt(tf.add(variance, epsilon)));
    return tap('output', dense('output', tap('first', tf.relu(normal))));
  },
};
