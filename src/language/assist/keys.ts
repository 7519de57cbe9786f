// Completion of keys.
import { bounds, comparisons } from '../claim-schema';
import { kindOf, neededKeys, type Schema } from '../json';
import { entryOf, nodeAt } from '../located';
import type { Completion } from './completion';
import type { Name } from './names';
import { afterKey, inPlace, plain, spelled } from './snippet';
import type { Cursor } from './writing';

/** Groups of keys of which a claim takes exactly one. */
const EXCLUSIVE = [comparisons, bounds] as const;

export function keys(
  cursor: Cursor,
  schemas: readonly Schema[],
  names: readonly Name[],
): readonly Completion[] {
  const { root, path, replaces, hasColon, isQuoted } = cursor;
  const node = root && nodeAt(root, path);
  const has = (key: string): boolean => node !== undefined && entryOf(node, key) !== undefined;
  const item = (label: string, value: string, more: Partial<Completion> = {}): Completion => {
    const key = plain(isQuoted ? label : spelled(label));
    const insert = inPlace(cursor, hasColon ? key : `${key}:${value}`);
    const isFollowed = !hasColon && value.includes('$');
    return { label, kind: 'key', replaces, insert, isRequired: false, isFollowed, ...more };
  };
  const maps = schemas.filter(({ properties }) => properties !== undefined);
  // Suggest `kind` before the entry's options.
  const isOpen = maps.length > 1 && maps.some((one) => kindOf(one) !== undefined) && !has('kind');
  const isExcluded = (key: string): boolean => {
    const others = path.length === 2 && path[0] === 'claims' ? groupOf(key) : [];
    return others.some(has);
  };
  const fromSchema = maps.flatMap((schema) =>
    Object.entries(schema.properties ?? {})
      .filter(([key]) => !has(key) && !isExcluded(key))
      .filter(([key]) => !isOpen || key === 'kind' || key === 'module')
      .map(([key, part]) => {
        const isRequired = neededKeys(schema).includes(key) && !(isOpen && key === 'module');
        const detail = isRequired ? 'required' : detailOf(part);
        const documentation = isOpen ? aboutChoice(key) : part.description;
        const value = isOpen && key === 'kind' ? ' $0' : afterKey(part, cursor);
        return item(key, value, { isRequired, detail, documentation });
      }),
  );
  const named = names
    .filter(({ name }) => !has(name))
    .map(({ name, about }) => item(name, path[0] === 'sweep' ? ' [$0]' : ' $0', { documentation: about }));
  return [...named, ...fromSchema];
}

const groupOf = (key: string): readonly string[] =>
  EXCLUSIVE.find((group) => group.some((one) => one === key)) ?? [];

const detailOf = ({ default: standard }: Schema): string | undefined =>
  standard === undefined
    ? undefined
    : `default ${typeof standard === 'string' ? standard : JSON.stringify(standard)}`;

const aboutChoice = (key: string): string =>
  key === 'kind' ? 'The built-in entry.' : 'Your own module, as a path relative to this file.';
