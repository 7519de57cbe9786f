import Type, { type Static } from 'typebox';
import { OptionError, type Optimizer } from '../kinds';
import { named } from '../lookup';
import { optionsOf, real } from '../options';

const options = optionsOf({
  learningRate: real({ description: 'Learning rate γ.', exclusiveMinimum: 0, default: 0.01 }),
  momentum: real({
    description: 'Momentum μ; 0 is plain SGD.',
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0.9,
  }),
  nesterov: Type.Boolean({ description: 'Use Nesterov momentum.', default: false }),
  weightDecay: real({
    description: 'λ: adds λ·w to the gradient, before momentum.',
    minimum: 0,
    default: 1e-4,
  }),
});
type Options = Static<typeof options>;

/** Stochastic gradient descent as in PyTorch (dampening 0): momentum accumulates gradients, not updates. */
export const sgd: Optimizer<Options> = {
  name: 'sgd',
  description:
    "SGD with momentum and weight decay; the defaults are the lottery-ticket paper's for ResNet-18.",
  reference:
    'Sutskever et al. 2013, On the importance of initialization and momentum; settings of arXiv:1803.03635',
  equation: 'g ← g + λw; v ← μv + g; w ← w − γv (Nesterov: w ← w − γ(g + μv))',
  semantics: 1,
  options,
  slots({ momentum, nesterov }) {
    if (nesterov && momentum === 0) {
      throw new OptionError('nesterov', 'Nesterov momentum needs a momentum above 0');
    }
    return momentum === 0 ? [] : ['velocity'];
  },
  scalars: ({ momentum, weightDecay }, { learningRate }) => ({
    learningRate,
    momentum,
    weightDecay,
  }),
  update(tf, { weight, gradient, slots, scalars }, { momentum, nesterov, weightDecay }) {
    const scalar = (name: string) => named(scalars, name);
    const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, scalar('weightDecay')));
    const moved = (step: typeof g) => tf.sub(weight, tf.mul(step, scalar('learningRate')));
    if (momentum === 0) return { weight: moved(g), slots: {} };
    const velocity = tf.add(tf.mul(named(slots, 'velocity'), scalar('momentum')), g);
    const step = nesterov ? tf.add(g, tf.mul(velocity, scalar('momentum'))) : velocity;
    return { weight: moved(step), slots: { velocity } };
  },
};
