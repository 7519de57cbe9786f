import type { Control } from '../kinds';
import { noOptions } from '../options';

/** Tests the initial magnitudes: if they matter, new magnitudes with the same signs must do worse. */
export const sameSignReinit: Control = {
  name: 'same-sign-reinit',
  description: "The ticket's masks with a new random initialization that keeps the sign of each weight.",
  reference: 'Zhou et al. 2019, arXiv:1905.01067',
  equation: "w = m ⊙ sign(θ₀)·|θ₀'|, θ₀' drawn anew",
  semantics: 1,
  options: noOptions,
  start({ start, masks, fresh, random }) {
    const weights = new Map(
      [...fresh(random)].map(([name, draws]) => {
        const signs = start.get(name);
        if (signs === undefined) throw new Error(`The ticket has no initial values for '${name}'`);
        // An initial value of 0 has no sign, so the draw keeps its own.
        return [name, draws.map((draw, i) => (draw * (signs[i] ?? 0) < 0 ? -draw : draw))];
      }),
    );
    return { weights, masks };
  },
};
