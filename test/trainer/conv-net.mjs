// A user's module: a convolution with pooling on 28×28 images, which arrive as rows of 784.
export default {
  name: 'conv-net',
  description: 'conv 3×3, max pooling, dense',
  semantics: 1,
  options: {
    type: 'object',
    properties: { channels: { type: 'integer', minimum: 1, default: 4 } },
    additionalProperties: false,
  },
  layers: (_, outputs, { channels }) => [
    {
      name: 'conv',
      parameters: [
        { name: 'conv.weight', shape: [3, 3, 1, channels], initializer: 'he-normal', prunable: true },
        { name: 'conv.bias', shape: [channels], initializer: 'zeros', prunable: false },
      ],
    },
    {
      name: 'output',
      parameters: [
        {
          name: 'output.weight',
          shape: [49 * channels, outputs],
          initializer: 'glorot-normal',
          prunable: true,
        },
        { name: 'output.bias', shape: [outputs], initializer: 'zeros', prunable: false },
      ],
    },
  ],
  forward(tf, parameters, x, { channels }, tap) {
    const images = tf.reshape(x, [-1, 28, 28, 1]);
    const convolved = tf.add(
      tf.conv2d(images, parameters['conv.weight'], 2, 'same'),
      parameters['conv.bias'],
    );
    // No relu before it: the stock WebAssembly kernel is wrong for windows whose maximum is below 0.
    const pooled = tap('conv', tf.maxPool(convolved, 2, 2, 'same'));
    const flat = tf.reshape(pooled, [-1, 49 * channels]);
    return tap('output', tf.add(tf.matMul(flat, parameters['output.weight']), parameters['output.bias']));
  },
};
