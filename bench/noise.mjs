// Noise images of 32 × 32 × 3 with random labels in 10 classes; their content does not affect the time.
const SHAPE = [32, 32, 3];
const CLASSES = 10;
const FEW = 60;

export default {
  name: 'noise',
  description: 'Images of normal noise with random labels.',
  semantics: 1,
  options: {
    type: 'object',
    properties: { examples: { type: 'integer', minimum: 1, default: 2000 } },
    additionalProperties: false,
  },
  shape: ({ examples }) => ({
    input: SHAPE,
    outputs: CLASSES,
    train: examples,
    validation: FEW,
    test: FEW,
  }),
  files: () => [],
  read(_, { examples }, random) {
    const width = SHAPE.reduce((product, length) => product * length, 1);
    const split = (name, count) => {
      const [pixels, classes] = [random.at(name, 'inputs'), random.at(name, 'labels')];
      return {
        count,
        inputs: Float32Array.from({ length: count * width }, () => pixels.normal()),
        labels: Int32Array.from({ length: count }, () => classes.below(CLASSES)),
      };
    };
    return {
      train: split('train', examples),
      validation: split('validation', FEW),
      test: split('test', FEW),
    };
  },
  loss(tf, outputs, labels) {
    const target = tf.oneHot(labels, CLASSES, 1, 0, 'float32');
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(outputs)), -1)));
  },
  accuracy: (tf, outputs, labels) => tf.mean(tf.cast(tf.equal(tf.argMax(outputs, -1), labels), 'float32')),
};
