import Type, { type Static } from 'typebox';
import { OptionError, type Layer, type Model } from '../kinds';
import { elements, named } from '../lookup';
import { optionsOf } from '../options';

const OUTPUT = 'output';

const options = optionsOf({
  layers: Type.Record(
    Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]*$' }),
    Type.Integer({ description: 'Units of the layer.', minimum: 1, unit: 'units' }),
    {
      description:
        'Hidden layers in order, as name: width. Ticket adds the last layer, `output`, to fit the workload.',
      default: { fc1: 300, fc2: 100 },
      additionalProperties: false,
      maxProperties: 1000,
    },
  ),
  activation: Type.Enum(['relu', 'tanh'], {
    description: 'Activation function of the hidden layers.',
    default: 'relu',
  }),
});
type Options = Static<typeof options>;

/** A fully connected network. Flattens inputs of any shape; weights are [in, out]. */
export const mlp: Model<Options> = {
  name: 'mlp',
  description: 'Fully connected network; LeNet-300-100 by default.',
  reference: 'LeNet-300-100 of Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'hᵢ = activation(hᵢ₋₁·Wᵢ + bᵢ), outputs = h·W + b',
  semantics: 1,
  options,
  layers(input, outputs, { layers }) {
    if (OUTPUT in layers) {
      throw new OptionError(
        'layers',
        'Ticket adds `output` to fit the workload; list only the hidden layers',
      );
    }
    let width = elements(input);
    return Object.entries({ ...layers, [OUTPUT]: outputs }).map(([name, units]): Layer => {
      const shape = [width, units];
      width = units;
      return {
        name,
        parameters: [
          { name: `${name}.weight`, shape, initializer: 'glorot-normal', prunable: true },
          { name: `${name}.bias`, shape: [units], initializer: 'zeros', prunable: false },
        ],
      };
    });
  },
  forward(tf, parameters, x, { layers, activation }, tap) {
    const dense = (name: string, h: typeof x): typeof x =>
      tf.add(tf.matMul(h, named(parameters, `${name}.weight`)), named(parameters, `${name}.bias`));
    const [batch = 0] = x.shape;
    let h: typeof x = tf.reshape(x, [batch, -1]);
    for (const name of Object.keys(layers)) {
      h = tap(name, activation === 'relu' ? tf.relu(dense(name, h)) : tf.tanh(dense(name, h)));
    }
    return tap(OUTPUT, dense(OUTPUT, h));
  },
};
