// Initialization of parameters. Each parameter draws from a separate stream, so adding one does not change the others.
import type { Initializer, Layer, Parameter, Shape } from './kinds';
import { elements } from './lookup';
import type { Stream } from './random';

type Draw = (shape: Shape, random: Stream) => () => number;

const draws: Readonly<Record<Initializer, Draw>> = {
  // A plain Gaussian as in the papers, not truncated like the Glorot initializer of Keras.
  'glorot-normal': (shape, random) => {
    const { into, out } = fans(shape);
    const deviation = Math.sqrt(2 / (into + out));
    return () => deviation * random.normal();
  },
  'glorot-uniform': (shape, random) => {
    const { into, out } = fans(shape);
    const limit = Math.sqrt(6 / (into + out));
    return () => limit * (2 * random.uniform() - 1);
  },
  'he-normal': (shape, random) => {
    const deviation = Math.sqrt(2 / fans(shape).into);
    return () => deviation * random.normal();
  },
  zeros: () => () => 0,
  ones: () => () => 1,
};

/** All names of initializers. */
export const initializers: readonly string[] = Object.keys(draws);

/** Fan-in and fan-out, for weights [in, out] or [height, width, in, out]. */
function fans(shape: Shape): { into: number; out: number } {
  const [out, into, ...window] = shape.toReversed();
  if (into === undefined || out === undefined) {
    throw new Error(
      `A parameter of shape [${shape.join(', ')}] has no fan-in and fan-out; this initializer needs at least two axes`,
    );
  }
  const area = elements(window);
  return { into: area * into, out: area * out };
}

/**
 * Initial values of a parameter, row by row, after Glorot & Bengio 2010 (standard deviation √(2/(in + out))) or
 * He et al. 2015, arXiv:1502.01852 (√(2/in)). Throws if the initializer needs at least two axes.
 */
export function initialise({ shape, initializer }: Parameter, random: Stream): Float32Array {
  const draw = draws[initializer](shape, random);
  return Float32Array.from({ length: elements(shape) }, draw);
}

/** Initial values of all parameters of a network, by name. Streams of the same name give the same values. */
export function initialWeights(layers: readonly Layer[], random: Stream): Map<string, Float32Array> {
  return new Map(
    layers
      .flatMap((layer) => layer.parameters)
      .map((parameter) => [parameter.name, initialise(parameter, random.at(parameter.name))]),
  );
}
