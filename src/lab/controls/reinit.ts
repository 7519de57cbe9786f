import type { Control } from '../kinds';
import { noOptions } from '../options';

/** If the ticket's initial values matter, other ones must do worse under the same mask. */
export const reinit: Control = {
  name: 'reinit',
  description: "The ticket's masks with a new random initialisation.",
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635',
  equation: "w = m ⊙ θ₀', θ₀' drawn anew",
  semantics: 1,
  options: noOptions,
  start: ({ masks, fresh, random }) => ({ weights: fresh(random), masks }),
};
