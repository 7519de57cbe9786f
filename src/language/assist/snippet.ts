// The text of a suggestion.
import { isRecord, neededKeys, type Schema } from '../json';
import { namesOf, typesOf } from '../scalar';
import type { Cursor } from './writing';

/** Text that a snippet takes as it is. */
export const plain = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** A text as YAML: in quotes where it would mean something else without. */
export const spelled = (text: string): string =>
  /^(?!(true|false|null)$)([A-Za-z_./]|\d[\d.]* )[\w./-]*( [\w./-]+)*$/.test(text)
    ? text
    : JSON.stringify(text);

/** A suggestion in its place. */
export const inPlace = ({ before, after }: Cursor, snippet: string): string => `${before}${snippet}${after}`;

/** The place of a value among others, with what it may be where that is one of a few names. */
export function placeOf(number: number, part: Schema | undefined): string {
  const names =
    part && typesOf(part).every((type) => type === 'object' || type === 'array')
      ? namesOf(part).map((name) => name.replace(/[\\$},|]/g, '\\$&'))
      : [];
  return names.length > 1 ? `\${${number}|${names.join(',')}|}` : (names[0] ?? `$${number}`);
}

/** The keys that a value must have, in a line, each with its place. */
export const keysInLine = (schema: Schema, keys: readonly string[]): string =>
  keys
    .map((key, i) => {
      const part = schema.properties?.[key];
      const place = placeOf(i + 1, part);
      return `${plain(key)}: ${part?.type === 'object' ? `{ ${place} }` : place}`;
    })
    .join(', ');

/** What follows a key: the place of its value, with the keys that it needs. */
export function afterKey(part: Schema, { margin = '', isFlow }: Cursor): string {
  const branches = part.anyOf ?? [part];
  const [first = {}] = branches;
  const { const: only } = first;
  // Nothing else can stand there.
  if (branches.length === 1 && (typeof only === 'string' || typeof only === 'number')) return ` ${only}`;
  if (branches.some(isScalar)) return ' $0';
  // Below the key, which may stand after the dash of a list.
  const below = `\n${margin.replaceAll('-', ' ')}`;
  if (first.type !== 'array') return isFlow ? ' { $0 }' : `${below}  $0`;
  const items: Schema = isRecord(first.items) ? first.items : {};
  // Pairs and the like stand in a line.
  if (isFlow || ![items, ...(items.anyOf ?? [])].some(({ type }) => type === 'object')) return ' [$0]';
  const needed = neededKeys(items).map(
    (key, i) => `${plain(key)}: ${placeOf(i + 1, items.properties?.[key])}`,
  );
  return `${below}  - ${needed.join(`${below}    `) || '$0'}`;
}

const isScalar = ({ type, const: only, enum: some }: Schema): boolean =>
  only !== undefined || some !== undefined || (type !== undefined && type !== 'object' && type !== 'array');
