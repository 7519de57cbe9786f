import Type, { type Static } from 'typebox';
import type { Split, Workload } from '../kinds';
import { optionsOf, real } from '../options';
import type { Stream } from '../random';
import { accuracy, crossEntropy } from './classification';

const count = (description: string, standard: number) =>
  Type.Integer({ description, minimum: 1, maximum: 10_000_000, default: standard, unit: 'points' });

const options = optionsOf({
  classes: Type.Integer({
    description: 'Number of spiral arms; each is a class.',
    minimum: 2,
    maximum: 100,
    default: 2,
    unit: 'classes',
  }),
  train: count('Training points.', 1000),
  validation: count('Validation points.', 500),
  test: count('Test points.', 1000),
  noise: real({
    description: 'Standard deviation of the noise on each coordinate; the spiral has radius 1.',
    minimum: 0,
    default: 0.03,
    unit: 'radii',
  }),
  turns: real({
    description: 'Number of turns of an arm.',
    exclusiveMinimum: 0,
    default: 1.5,
    unit: 'turns',
  }),
});
type Options = Static<typeof options>;

/** Points on interleaved spiral arms in the plane, for experiments that take seconds. Each split has its own stream. */
export const spirals: Workload<Options> = {
  name: 'spirals',
  description: 'Interleaved spirals in the plane, generated from the seed; trains in seconds.',
  reference: 'Lang & Witbrock 1988, Learning to tell two spirals apart (Connectionist Models Summer School)',
  equation:
    'x = r·(cos φ, sin φ) + noise·ε, r = √u, φ = 2π(turns·r + class/classes), u ~ U(0, 1), ε ~ N(0, 1)',
  semantics: 1,
  options,
  shape: ({ classes, train, validation, test }) => ({
    input: [2],
    outputs: classes,
    train,
    validation,
    test,
  }),
  files: () => [],
  read: (_, options, random) => ({
    train: points(options, options.train, random.at('train')),
    validation: points(options, options.validation, random.at('validation')),
    test: points(options, options.test, random.at('test')),
  }),
  loss: crossEntropy,
  accuracy,
};

/** `count` points, cycling through the classes. The square root makes them about equally dense along an arm. */
function points({ classes, noise, turns }: Options, count: number, random: Stream): Split {
  const inputs = new Float32Array(2 * count);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % classes;
    const radius = Math.sqrt(random.uniform());
    const angle = 2 * Math.PI * (turns * radius + label / classes);
    inputs[2 * i] = radius * Math.cos(angle) + noise * random.normal();
    inputs[2 * i + 1] = radius * Math.sin(angle) + noise * random.normal();
    labels[i] = label;
  }
  return { count, inputs, labels };
}
