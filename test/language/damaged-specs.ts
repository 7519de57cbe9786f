// Good specs with a random value set, removed or added: some stay valid, most become invalid.
import fc from 'fast-check';
import { isRecord } from '../../src/language/json';
import { specValues } from './specs';

type Path = readonly string[];

/** Values that are valid only in some positions. */
// prettier-ignore
const oddValues: readonly unknown[] = [
  null, true, 0, 1, -1, 0.5, 1.5, 2, 1e300, 2 ** 53, Infinity, NaN,
  '', 'x', '3', 'adam', 'mnist', 'init', 'auto', '500 iterations', '1.5 epochs', '0 epochs', '01 iterations', './a.mjs',
  [], [1], [[]], ['reinit'], ['ticket', 'dense'],
  {}, { '': 1 }, { a: [1] }, { seed: [1] }, { kind: 'adam' }, { kind: 'mnist' }, { kind: 'reinit', repeats: 2 },
  { module: './a.mjs' }, { to: 3 }, { round: 1 }, { density: 0.5 }, { with: { seed: 3 } },
];

/** Keys that are valid in some maps. */
// prettier-ignore
const oddKeys = [
  'kind', 'module', 'seed', 'title', 'to', 'repeats', 'claims', 'sweep', 'value', 'ratio', 'atMost', 'over', 'at', 'mustFail',
  'rates', 'layers', 'folder', 'with', 'schedule', 'x', 'constructor',
];

/** Every path in a value except the root. */
function placesIn(value: unknown): readonly Path[] {
  const parts = isRecord(value) || Array.isArray(value) ? Object.entries(value) : [];
  return parts.flatMap(([key, part]): readonly Path[] => [
    [key],
    ...placesIn(part).map((path) => [key, ...path]),
  ]);
}

/** The same value with `change` applied at `path`; removes the part if the result is undefined. */
function changed(value: unknown, [key, ...rest]: Path, change: (part: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value as object)
    .map(([name, part]) => [name, name === key ? changed(part, rest, change) : part] as const)
    .filter(([, part]) => part !== undefined);
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

const damage = fc.record({
  how: fc.constantFrom('set', 'remove', 'add'),
  place: fc.nat(),
  key: fc.constantFrom(...oddKeys),
  value: fc.constantFrom(...oddValues),
});

/** Specs as values, damaged once or twice. */
export const damagedSpecs: fc.Arbitrary<unknown> = fc
  .tuple(specValues, fc.array(damage, { minLength: 1, maxLength: 2 }))
  .map(([spec, damages]) =>
    damages.reduce<unknown>((sofar, { how, place, key, value }) => {
      const places = placesIn(sofar);
      return changed(sofar, places[place % places.length] ?? [], (part) => {
        if (how === 'remove') return undefined;
        return how === 'add' && isRecord(part) ? { ...part, [key]: value } : value;
      });
    }, spec),
  );
