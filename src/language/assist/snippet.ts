// Snippet text of completions.
import { isRecord, neededKeys, type Schema } from '../json';
import { namesOf, typesOf } from '../scalar';
import type { Cursor } from './writing';

/** Escapes text for a snippet. */
export const plain = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** A text as a YAML scalar, in quotes if it needs them. */
export const spelled = (text: string): string =>
  /^(?!(true|false|null)$)([A-Za-z_./]|\d[\d.]* )[\w./-]*( [\w./-]+)*$/.test(text)
    ? text
    : JSON.stringify(text);

/** A snippet with the text that the cursor needs before and after it. */
export const inPlace = ({ before, after }: Cursor, snippet: string): string => `${before}${snippet}${after}`;

/** The tab stop of a value; a choice if its schema lists names. */
export function placeOf(number: number, part: Schema | undefined): string {
  const names =
    part && typesOf(part).every((type) => type === 'object' || type === 'array')
      ? namesOf(part).map((name) => name.replace(/[\\$},|]/g, '\\$&'))
      : [];
  return names.length > 1 ? `\${${number}|${names.join(',')}|}` : (names[0] ?? `$${number}`);
}

/** Keys in one line, each with a tab stop. */
export const keysInLine = (schema: Schema, keys: readonly string[]): string =>
  keys
    .map((key, i) => {
      const part = schema.properties?.[key];
      const place = placeOf(i + 1, part);
      return `${plain(key)}: ${part?.type === 'object' ? `{ ${place} }` : place}`;
    })
    .join(', ');

/** The text after a key: a tab stop for its value, with the keys that it needs. */
export function afterKey(part: Schema, { margin = '', isFlow }: Cursor): string {
  const branches = part.anyOf ?? [part];
  const [first = {}] = branches;
  const { const: only } = first;
  // The only possible value.
  if (branches.length === 1 && (typeof only === 'string' || typeof only === 'number')) return ` ${only}`;
  if (branches.some(isScalar)) return ' $0';
  // Indent below the key, which may follow a list dash.
  const below = `\n${margin.replaceAll('-', ' ')}`;
  if (first.type !== 'array') return isFlow ? ' { $0 }' : `${below}  $0`;
  const items: Schema = isRecord(first.items) ? first.items : {};
  // Lists of scalars go in one line.
  if (isFlow || ![items, ...(items.anyOf ?? [])].some(({ type }) => type === 'object')) return ' [$0]';
  const needed = neededKeys(items).map(
    (key, i) => `${plain(key)}: ${placeOf(i + 1, items.properties?.[key])}`,
  );
  return `${below}  - ${needed.join(`${below}    `) || '$0'}`;
}

const isScalar = ({ type, const: only, enum: some }: Schema): boolean =>
  only !== undefined || some !== undefined || (type !== undefined && type !== 'object' && type !== 'array');
