// @ts-check
// A task of your own: data, loss and accuracy. A spec names it with `workload: { module: ./task.mjs, noise: 0.1 }`.
//
// It imports nothing: `tf` is handed to `loss` and `accuracy`, and its operations are functions, `tf.add(a, b)`, never
// methods of tensors. The types beside this file, ticket.d.ts, are for the editor alone; nothing of them runs.

/**
 * What a spec may write beside the module's path.
 *
 * @typedef {object} Options
 * @property {number} classes
 * @property {number} train
 * @property {number} validation
 * @property {number} test
 * @property {number} noise
 */

/** @type {import('./ticket.d.ts').Workload<Options>} */
export default {
  // The same as JSON Schema: the spec is checked against it, and defaults are filled in before a function is called.
  options: {
    type: 'object',
    properties: {
      classes: { type: 'integer', minimum: 2, maximum: 10, default: 3, description: 'Rings, each a class.' },
      train: { type: 'integer', minimum: 1, default: 600, description: 'Points to train on.' },
      validation: { type: 'integer', minimum: 1, default: 300, description: 'Points for validation.' },
      test: { type: 'integer', minimum: 1, default: 600, description: 'Points to test on.' },
      noise: { type: 'number', minimum: 0, default: 0.1, description: 'Standard deviation of a radius.' },
    },
    additionalProperties: false,
  },

  // What is known before there is data: the shape of one input, the outputs of a network, the sizes of the splits.
  shape: ({ classes, train, validation, test }) => ({
    input: [2],
    outputs: classes,
    train,
    validation,
    test,
  }),

  // Made data needs no file. A file of your own is `{ name: 'points.bin' }`; with `urls`, `sizeBytes` and `sha256` it is
  // fetched and checked. Its content comes to `read` under its name.
  files: () => [],

  // `random` is the run's own stream: the same seed makes the same data. Math.random would make each run another.
  read: (_files, options, random) => ({
    train: rings(options, options.train, random.at('train')),
    validation: rings(options, options.validation, random.at('validation')),
    test: rings(options, options.test, random.at('test')),
  }),

  // Mean over a batch: outputs [batch, classes], labels [batch]. This is the cross-entropy of a softmax.
  loss(tf, outputs, labels) {
    const target = tf.oneHot(labels, outputs.shape[1] ?? 1, 1, 0, 'float32');
    return tf.mean(tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(outputs)), -1)));
  },

  // Share of a batch that is right, 0 to 1.
  accuracy: (tf, outputs, labels) => tf.mean(tf.cast(tf.equal(tf.argMax(outputs, -1), labels), 'float32')),
};

/**
 * Points on rings round the origin, one ring for each class.
 *
 * @param {Options} options
 * @param {number} count
 * @param {import('./ticket.d.ts').Stream} random
 * @returns {import('./ticket.d.ts').Split}
 */
function rings({ classes, noise }, count, random) {
  const inputs = new Float32Array(2 * count);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % classes;
    const radius = (label + 1) / classes + (noise * random.normal()) / classes;
    const angle = 2 * Math.PI * random.uniform();
    inputs[2 * i] = radius * Math.cos(angle);
    inputs[2 * i + 1] = radius * Math.sin(angle);
    labels[i] = label;
  }
  return { count, inputs, labels };
}
