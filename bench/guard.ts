// Compares the contestants' losses: a time counts only with the right loss.
import { median } from './statistics';

/** Relative. Above the rounding differences, which training amplifies; below those of a missing mask or optimizer. */
const TOLERANCE = 1e-2;

/**
 * Finds contestants with a wrong loss; returns the reason by name. `losses` contains one loss per replica; the median
 * over all contestants counts as right.
 */
export function wrongLosses(
  losses: ReadonlyMap<string, readonly (number | null)[]>,
): ReadonlyMap<string, string> {
  const all = [...losses.values()];
  const count = Math.max(0, ...all.map((values) => values.length));
  const right = Array.from({ length: count }, (_, replica) =>
    median(all.flatMap((values) => (isNumber(values[replica]) ? [values[replica]] : []))),
  );
  const wrong = new Map<string, string>();
  for (const [name, values] of losses) {
    for (const [replica, expected] of right.entries()) {
      const value = values[replica];
      if (isNumber(value) && Math.abs(value - expected) <= TOLERANCE * Math.abs(expected)) continue;
      const found = isNumber(value) ? value.toPrecision(6) : 'not finite';
      wrong.set(name, `loss is ${found}, expected ${expected.toPrecision(6)} (replica ${replica})`);
      break;
    }
  }
  return wrong;
}

const isNumber = (value: number | null | undefined): value is number => Number.isFinite(value);
