// Mutates plain data: parts are replaced, moved, renamed, repeated or taken from other data.
import { isRecord } from '../../src/language/json';
import type { Draws } from './draws';

type Path = readonly string[];

/**
 * `value` with one part changed; the change may insert a part of `donor`.
 *
 * @param make creates a new key or text, and a new value
 */
export function changedTree(
  value: unknown,
  donor: unknown,
  random: Draws,
  make: { readonly word: () => string; readonly fresh: () => unknown },
): unknown {
  const grafted = (): unknown => {
    const parts = placesIn(donor).map((path) => at(donor, path));
    return parts.length > 0 && random.once(2) ? random.pick(parts) : make.fresh();
  };
  const place = random.pick(placesIn(value));
  return replaced(value, place, (old) => graft(old, grafted(), random, make.word));
}

/** Maximum number of paths that are changed, and of items after a repetition. */
const mostPlaces = 2000;

/** All paths in a value, including the root. */
function placesIn(value: unknown): readonly Path[] {
  const found: Path[] = [[]];
  for (const path of found) {
    const part = at(value, path);
    if (typeof part !== 'object' || part === null || path.length > 20) continue;
    for (const key of Object.keys(part)) if (found.length < mostPlaces) found.push([...path, key]);
  }
  return found;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null
        ? (part as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );

function replaced(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((part: unknown, i) => (String(i) === key ? replaced(part, rest, change) : part));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === key ? replaced(part, rest, change) : part]),
  );
}

/** A list of equal items, limited so that the total stays small. */
const repeated = (item: unknown, times: number): readonly unknown[] =>
  Array.from({ length: Math.min(times, Math.ceil(mostPlaces / placesIn(item).length)) }, () => item);

/** Combines a value with another: replaces it, or inserts somewhere in it. */
function graft(old: unknown, value: unknown, random: Draws, word: () => string): unknown {
  const key = word();
  if (Array.isArray(old)) {
    const list: readonly unknown[] = old;
    return random.pick([
      () => value,
      () => [...list, value],
      () => list.slice(1),
      () => repeated(list[0] ?? value, 1 + random.below(400)),
      () => (placesIn(list).length < mostPlaces / 2 ? [...list, ...list] : list),
    ])();
  }
  if (isRecord(old)) {
    const entries = Object.entries(old);
    const drop = random.below(entries.length + 1);
    return random.pick([
      () => value,
      () => Object.fromEntries([...entries, [key, value]]),
      () => Object.fromEntries(entries.filter((_, i) => i !== drop)),
      () => Object.fromEntries(entries.map(([name, part], i) => [i === drop ? key : name, part])),
      () => Object.fromEntries(entries.toReversed()),
      () => Object.fromEntries([...entries, ...(isRecord(value) ? Object.entries(value) : [])]),
    ])();
  }
  return random.pick([
    () => value,
    () => [old],
    () => ({ [key]: old }),
    () => (typeof old === 'number' ? old * random.pick([-1, 0, 0.5, 10, 1e6, 1e300]) : value),
    () => String(old) + word(),
  ])();
}
