// Whether contestants compute the same: a time counts only where the loss is right.
import { median } from './statistics';

/** Contestants differ by rounding, which training makes larger; a missing mask or another optimizer makes more. */
const TOLERANCE = 1e-2;

/**
 * By contestant, what is wrong with its losses (one for each replica); nothing for those that are right. What is right
 * is the middle of what all of them have.
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
      const found = isNumber(value) ? value.toPrecision(6) : 'no number';
      wrong.set(name, `its loss is ${found}, not ${expected.toPrecision(6)} (replica ${replica})`);
      break;
    }
  }
  return wrong;
}

const isNumber = (value: number | null | undefined): value is number => Number.isFinite(value);
