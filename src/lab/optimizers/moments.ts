// Moment estimates for Adam and AdamW: running moments of the gradient, with bias correction.
import type { UpdateTime } from '../kinds';
import { named } from '../lookup';
import { real } from '../options';
import type { Tensor, TensorMap, Tf } from '../tf';

const decay = (description: string, standard: number) =>
  real({ description, minimum: 0, exclusiveMaximum: 1, default: standard });

/** The shared options. */
export const momentOptions = {
  beta1: decay('β₁: decay rate of the first moment m.', 0.9),
  beta2: decay('β₂: decay rate of the second moment v.', 0.999),
  epsilon: real({
    description: 'ε: added to √v̂ to avoid division by 0.',
    exclusiveMinimum: 0,
    default: 1e-8,
  }),
};

export const momentSlots = ['m', 'v'] as const;

/** Scalars of `momentStep`, in double precision: 1 − β₂ᵗ loses its digits in single precision. */
export function momentScalars(
  { beta1, beta2, epsilon }: { readonly beta1: number; readonly beta2: number; readonly epsilon: number },
  { learningRate, update }: UpdateTime,
): Record<string, number> {
  return {
    beta1,
    oneMinusBeta1: 1 - beta1,
    beta2,
    oneMinusBeta2: 1 - beta2,
    stepSize: learningRate / (1 - beta1 ** update),
    rootCorrection: 1 / Math.sqrt(1 - beta2 ** update),
    epsilon,
  };
}

/** The new moments, and the step γ·m̂/(√v̂ + ε) to subtract from the weights; all in the gradient's shape. */
export function momentStep(
  tf: Tf,
  gradient: Tensor,
  slots: TensorMap,
  scalars: TensorMap,
): { step: Tensor; slots: TensorMap } {
  const scalar = (name: string) => named(scalars, name);
  const m = tf.add(tf.mul(named(slots, 'm'), scalar('beta1')), tf.mul(gradient, scalar('oneMinusBeta1')));
  const squared = tf.mul(gradient, gradient);
  const v = tf.add(tf.mul(named(slots, 'v'), scalar('beta2')), tf.mul(squared, scalar('oneMinusBeta2')));
  const root = tf.add(tf.mul(tf.sqrt(v), scalar('rootCorrection')), scalar('epsilon'));
  return { step: tf.div(tf.mul(m, scalar('stepSize')), root), slots: { m, v } };
}
