import type { Static } from 'typebox';
import type { Optimizer } from '../kinds';
import { named } from '../lookup';
import { optionsOf, real } from '../options';
import { momentOptions, momentScalars, momentSlots, momentStep } from './moments';

const options = optionsOf({
  learningRate: real({ description: 'Learning rate γ.', exclusiveMinimum: 0, default: 1.2e-3 }),
  ...momentOptions,
  weightDecay: real({
    description: 'λ: adds λ·w to the gradient. For decoupled weight decay, use `adamw`.',
    minimum: 0,
    default: 0,
  }),
});
type Options = Static<typeof options>;

/** Adam as in PyTorch: adds ε after the bias correction, and weight decay to the gradient. */
export const adam: Optimizer<Options> = {
  name: 'adam',
  description: "Adam; the default learning rate is the lottery-ticket paper's for LeNet-300-100.",
  reference: 'Kingma & Ba 2015, arXiv:1412.6980; learning rate of arXiv:1803.03635',
  equation: 'g ← g + λw; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − γ·m̂/(√v̂ + ε)',
  semantics: 1,
  options,
  slots: () => momentSlots,
  scalars: (options, time) => ({
    ...momentScalars(options, time),
    weightDecay: options.weightDecay,
  }),
  update(tf, { weight, gradient, slots, scalars }, { weightDecay }) {
    const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, named(scalars, 'weightDecay')));
    const next = momentStep(tf, g, slots, scalars);
    return { weight: tf.sub(weight, next.step), slots: next.slots };
  },
};
