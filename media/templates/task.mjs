// @ts-check
// A custom task: data, loss and accuracy. Use it in a spec with `workload: { module: ./task.mjs, noise: 0.1 }`.
//
// The module imports nothing: Ticket passes `tf` to `loss` and `accuracy`. Call operations as functions, `tf.add(a,
// b)`, not as methods of tensors. The editor checks the module against the types in ticket.d.ts.

/**
 * Options that a spec can set next to the module's path.
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
  // The options as JSON Schema. Ticket validates the spec against it and fills in defaults.
  options: {
    type: 'object',
    properties: {
      classes: {
        type: 'integer',
        minimum: 2,
        maximum: 10,
        default: 3,
        description: 'Number of rings, one per class.',
      },
      train: { type: 'integer', minimum: 1, default: 600, description: 'Number of training points.' },
      validation: { type: 'integer', minimum: 1, default: 300, description: 'Number of validation points.' },
      test: { type: 'integer', minimum: 1, default: 600, description: 'Number of test points.' },
      noise: { type: 'number', minimum: 0, default: 0.1, description: 'Standard deviation of the radius.' },
    },
    additionalProperties: false,
  },

  // Known without data: the shape of one input, the number of outputs, and the sizes of the splits.
  shape: ({ classes, train, validation, test }) => ({
    input: [2],
    outputs: classes,
    train,
    validation,
    test,
  }),

  // Synthetic data needs no files. For a local file, return `{ name: 'points.bin' }`. Add `urls`, `sizeBytes` and
  // `sha256` to let Ticket download and verify it. `read` receives the contents by name.
  files: () => [],

  // `random` is the run's random stream: the same seed gives the same data. Do not use `Math.random`.
  read: (_files, options, random) => ({
    train: rings(options, options.train, random.at('train')),
    validation: rings(options, options.validation, random.at('validation')),
    test: rings(options, options.test, random.at('test')),
  }),

  // Mean softmax cross-entropy over a batch: outputs [batch, classes], labels [batch].
  loss(tf, outputs, labels) {
    const target = tf.oneHot(labels, outputs.shape[1] ?? 1, 1, 0, 'float32');
    return tf.mean(tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(outputs)), -1)));
  },

  // Accuracy over a batch, 0 to 1.
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
