import type { Control } from '../kinds';
import { noOptions } from '../options';

/** Tests the initial values: if they matter, others must do worse with the same mask. */
export const reinit: Control = {
  name: 'reinit',
  description: "The ticket's masks with a new random initialization.",
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635',
  equation: "w = m ⊙ θ₀', θ₀' drawn anew",
  semantics: 1,
  options: noOptions,
  start: ({ masks, fresh, random }) => ({ weights: fresh(random), masks }),
};
