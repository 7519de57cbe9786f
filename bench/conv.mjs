// The convolutional networks of Frankle & Carbin 2019 (arXiv:1803.03635, figure 2), as a user's module.
const sum = (tf, h, parameters, name) => tf.add(h, parameters[`${name}.bias`]);

export default {
  name: 'conv',
  description: 'Blocks of 3×3 convolutions, each block followed by 2×2 max pooling, and dense layers.',
  semantics: 1,
  options: {
    type: 'object',
    properties: {
      blocks: { type: 'array', items: { type: 'array', items: { type: 'integer', minimum: 1 } } },
      dense: { type: 'array', items: { type: 'integer', minimum: 1 } },
    },
    required: ['blocks', 'dense'],
    additionalProperties: false,
  },

  layers([height, width, channels], outputs, { blocks, dense }) {
    const layer = (name, shape) => ({
      name,
      parameters: [
        { name: `${name}.weight`, shape, initializer: 'glorot-normal', prunable: true },
        { name: `${name}.bias`, shape: shape.slice(-1), initializer: 'zeros', prunable: false },
      ],
    });
    let from = channels;
    const next = (to) => {
      const pair = [from, to];
      from = to;
      return pair;
    };
    const convolutions = blocks.flat().map((to, i) => layer(`conv${i + 1}`, [3, 3, ...next(to)]));
    from *= (height * width) / 4 ** blocks.length;
    const hidden = dense.map((to, i) => layer(`fc${i + 1}`, next(to)));
    return [...convolutions, ...hidden, layer('output', next(outputs))];
  },

  forward(tf, parameters, x, { blocks, dense }, tap) {
    let h = x;
    let number = 0;
    for (const block of blocks) {
      block.forEach(() => {
        const name = `conv${++number}`;
        const convolved = tf.conv2d(h, parameters[`${name}.weight`], 1, 'same');
        h = tap(name, tf.relu(sum(tf, convolved, parameters, name)));
      });
      h = tf.maxPool(h, 2, 2, 'same');
    }
    h = tf.reshape(h, [x.shape[0], -1]);
    const multiply = (name) => sum(tf, tf.matMul(h, parameters[`${name}.weight`]), parameters, name);
    dense.forEach((_, i) => (h = tap(`fc${i + 1}`, tf.relu(multiply(`fc${i + 1}`)))));
    return tap('output', multiply('output'));
  },
};
