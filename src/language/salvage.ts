// Removes the invalid parts of a spec, so that Ticket can still check names in the rest.
import { asSchema } from './json';
import type { Located, LocatedMap } from './located';
import type { Finding, Span } from './problem';
import { schema } from './schema';
import { validate } from './validate';

/** The number of attempts: removing a part may leave another one incomplete. */
const ATTEMPTS = 8;

/** A spec without its invalid parts, and the top-level keys from which parts were removed. */
export interface Salvaged {
  readonly root: LocatedMap;
  readonly incomplete: ReadonlySet<string>;
}

/** The largest part of a spec that fits the schema; undefined if a required key is invalid. */
export function salvage(root: LocatedMap): Salvaged | undefined {
  const incomplete = new Set<string>();
  let left = root;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const findings: Finding[] = [];
    validate(asSchema(schema), left, '', (finding) => void findings.push(finding));
    if (findings.length === 0) return { root: left, incomplete };
    const places = new Map(
      findings.map(({ at, code, fix }) => [placeOf(at), code === 'unknown-name' ? fix?.text : undefined]),
    );
    left = {
      ...left,
      entries: left.entries.flatMap((entry) => {
        const value = places.has(placeOf(entry.keySpan)) ? undefined : without(entry.value, places);
        if (value !== entry.value) incomplete.add(entry.key);
        return value ? [{ ...entry, value }] : [];
      }),
    };
  }
  return undefined;
}

const placeOf = ({ start, end }: Span): string => `${start} ${end}`;

/**
 * The value without the parts at these places, or with the suggested name in place of a misspelt one; the same object
 * if it contains none of them.
 */
function without(node: Located, places: ReadonlyMap<string, string | undefined>): Located | undefined {
  const meant = places.get(placeOf(node.span));
  if (meant !== undefined && node.type === 'scalar') return { ...node, value: meant };
  if (places.has(placeOf(node.span)) || places.has(placeOf(node.label))) return undefined;
  if (node.type === 'scalar') return node;
  if (node.type === 'list') {
    const items = node.items.flatMap((item) => without(item, places) ?? []);
    return items.every((item, i) => item === node.items[i]) && items.length === node.items.length
      ? node
      : { ...node, items };
  }
  const entries = node.entries.flatMap((entry) => {
    const value = places.has(placeOf(entry.keySpan)) ? undefined : without(entry.value, places);
    return value ? [value === entry.value ? entry : { ...entry, value }] : [];
  });
  return entries.length === node.entries.length && entries.every((entry, i) => entry === node.entries[i])
    ? node
    : { ...node, entries };
}
