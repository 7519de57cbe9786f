import Type, { type Static } from 'typebox';
import { OptionError, type Optimizer } from '../kinds';
import { named } from '../lookup';
import { optionsOf, real } from '../options';

const options = optionsOf({
  learningRate: real({ description: 'Learning rate γ.', exclusiveMinimum: 0, default: 0.01 }),
  momentum: real({
    description: 'Momentum μ; 0 is plain gradient descent.',
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0.9,
  }),
  nesterov: Type.Boolean({ description: 'Look ahead along the momentum (Nesterov).', default: false }),
  weightDecay: real({
    description: 'λ: adds λ·w to the gradient, before momentum.',
    minimum: 0,
    default: 1e-4,
  }),
});
type Options = Static<typeof options>;

/** Stochastic gradient descent as PyTorch has it (dampening 0): momentum gathers gradients, not updates. */
export const sgd: Optimizer<Options> = {
  name: 'sgd',
  description:
    'Gradient descent with momentum, Nesterov and weight decay; defaults of the ResNet-18 in the paper.',
  reference:
    'Sutskever et al. 2013, On the importance of initialization and momentum; settings of arXiv:1803.03635',
  equation: 'g ← g + λw; v ← μv + g; w ← w − γv (Nesterov: w ← w − γ(g + μv))',
  semantics: 1,
  options,
  slots({ momentum, nesterov }) {
    if (nesterov && momentum === 0) {
      throw new OptionError(
        'nesterov',
        'Nesterov looks ahead along the momentum, which is 0; give a momentum',
      );
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
