import type { Static } from 'typebox';
import type { Optimizer } from '../kinds';
import { named } from '../lookup';
import { optionsOf, real } from '../options';
import { momentOptions, momentScalars, momentSlots, momentStep } from './moments';

const options = optionsOf({
  learningRate: real({ description: 'Learning rate γ.', exclusiveMinimum: 0, default: 1e-3 }),
  ...momentOptions,
  weightDecay: real({
    description: 'λ: each update first multiplies the weights by 1 − γλ.',
    minimum: 0,
    default: 0.01,
  }),
});
type Options = Static<typeof options>;

/** Adam with decoupled weight decay, as in PyTorch. */
export const adamw: Optimizer<Options> = {
  name: 'adamw',
  description: 'Adam with decoupled weight decay.',
  reference: 'Loshchilov & Hutter 2019, arXiv:1711.05101',
  equation: 'm ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← (1 − γλ)w − γ·m̂/(√v̂ + ε)',
  semantics: 1,
  options,
  slots: () => momentSlots,
  scalars: (options, time) => ({
    ...momentScalars(options, time),
    shrink: 1 - time.learningRate * options.weightDecay,
  }),
  update(tf, { weight, gradient, slots, scalars }) {
    const next = momentStep(tf, gradient, slots, scalars);
    const shrunk = tf.mul(weight, named(scalars, 'shrink'));
    return { weight: tf.sub(shrunk, next.step), slots: next.slots };
  },
};
