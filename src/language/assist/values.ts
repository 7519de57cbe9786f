// Completion of values.
import { kindOf, neededKeys, type Schema } from '../json';
import { entryOf, nodeAt } from '../located';
import type { Completion } from './completion';
import { aboutEntry, type Name } from './names';
import { inPlace, keysInLine, plain, spelled } from './snippet';
import type { Cursor } from './writing';

export function values(
  cursor: Cursor,
  schemas: readonly Schema[],
  names: readonly Name[],
): readonly Completion[] {
  const { replaces, isQuoted, margin } = cursor;
  const item = (label: string, kind: Completion['kind'], snippet: string, more: Partial<Completion> = {}) => {
    const insert = inPlace(cursor, snippet);
    return { label, kind, replaces, insert, isRequired: false, isFollowed: false, ...more };
  };
  const text = (label: string, kind: Completion['kind'], more?: Partial<Completion>): Completion =>
    item(label, kind, plain(isQuoted ? label : spelled(label)), more);
  const literal = (
    value: unknown,
    { description, default: standard, entry }: Schema,
  ): readonly Completion[] => {
    const more = {
      documentation: aboutEntry({ description, ...entry }),
      detail: value === standard ? 'default' : undefined,
    };
    if (typeof value === 'string') return [text(value, 'value', more)];
    const isOther = typeof value === 'number' || typeof value === 'boolean';
    return isOther && !isQuoted ? [item(String(value), 'value', String(value), more)] : [];
  };
  // Brackets can follow a key or a dash, but not a quote.
  const takesBrackets = !isQuoted && (margin === undefined || margin.includes('-'));
  const brackets = (label: string, snippet: string, about?: string): readonly Completion[] =>
    takesBrackets ? [item(label, 'entry', snippet, { documentation: about, isFollowed: true })] : [];

  const fromSchema = schemas.flatMap((schema): readonly Completion[] => {
    const { type, description, default: standard } = schema;
    const kind = kindOf(schema);
    const needed = shownKeys(schema);
    const inside = keysInLine(schema, needed) || '$0';
    if (kind !== undefined) {
      // An entry without options is suggested by name, as a separate alternative.
      if (Object.keys(schema.properties ?? {}).length === 1) return [];
      return brackets(
        `{ kind: ${kind} }`,
        `{ kind: ${kind}, ${inside} }`,
        aboutEntry({ description, ...schema.entry }),
      );
    }
    if (type === 'object')
      return brackets(needed.length > 0 ? `{ ${needed.join(', ')} }` : '{ }', `{ ${inside} }`, description);
    if (type === 'array') return brackets('[ ]', '[$0]', description);
    if (schema.const !== undefined || schema.enum !== undefined)
      return [schema.const, ...(schema.enum ?? [])]
        .filter((one) => one !== undefined)
        .flatMap((one) => literal(one, schema));
    if (type === 'boolean') return [true, false].flatMap((one) => literal(one, schema));
    if (type === 'string' && /iterations/.test(schema.expects ?? ''))
      return unitsFor(cursor.word).map((time) => text(time, 'unit'));
    return typeof standard === type || (type === 'integer' && typeof standard === 'number')
      ? literal(standard, schema)
      : [];
  });
  const named = names.map(({ name, about }) =>
    text(name, name.startsWith('.') ? 'file' : 'value', { documentation: about }),
  );
  const there = listed(cursor);
  return [...named, ...fromSchema].filter(({ label }) => !there.has(label));
}

/** The labels that the list already contains; a duplicate name or control has no effect. */
function listed({ root, path }: Cursor): ReadonlySet<string> {
  const list = root && nodeAt(root, path.slice(0, -1));
  if (list?.type !== 'list') return new Set();
  const isOfControls = path[0] === 'controls';
  const labels = list.items.flatMap((item) => {
    const name = isOfControls ? (entryOf(item, 'kind')?.value ?? item) : item;
    if (name.type !== 'scalar' || name.value === null) return [];
    return isOfControls ? [String(name.value), `{ kind: ${name.value} }`] : [String(name.value)];
  });
  return new Set(labels);
}

/** The keys that a map needs, or its only key; without `kind`, which the label shows anyway. */
function shownKeys(schema: Schema): readonly string[] {
  const possible = Object.keys(schema.properties ?? {});
  return possible.length === 1 ? possible : neededKeys(schema).filter((key) => key !== 'kind');
}

/** A number with each possible unit of time. */
function unitsFor(word: string): readonly string[] {
  const number = /^(\d+(\.\d+)?)( |$)/.exec(word)?.[1];
  if (number === undefined || Number(number) === 0) return [];
  return number.includes('.') ? [`${number} epochs`] : [`${number} iterations`, `${number} epochs`];
}
