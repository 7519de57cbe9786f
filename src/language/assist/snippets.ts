// Snippets of media/snippets.json, offered where they fit: whole experiments in an empty file, parts at the root of a
// spec that lacks them, items in their list.
import { entryOf, nodeAt, type Located } from '../located';
import type { Completion } from './completion';
import type { Cursor } from './writing';

/** An entry of the file, by VS Code's format. */
export interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** The snippets by name. */
export type Snippets = Readonly<Record<string, Snippet>>;

export function snippetsAt(cursor: Cursor, snippets: Snippets): readonly Completion[] {
  const { root, path, margin, isFlow, hasColon, isQuoted, before, after, replaces, writes } = cursor;
  // Only at the beginning of a line, where a snippet's lines can follow each other.
  if (writes !== 'key' || margin === undefined || isFlow || hasColon || isQuoted) return [];
  const node = root && nodeAt(root, path);
  const below = `\n${margin.replaceAll('-', ' ')}`;
  return Object.values(snippets)
    .filter(({ body }) => fits(body, path, node))
    .map(({ prefix, description, body }): Completion => {
      const lines = itemLines(body) ?? body;
      return {
        ...{ label: prefix, kind: 'snippet', detail: description, documentation: undefined, replaces },
        insert: `${before}${lines.join(below)}${after}`,
        ...{ isRequired: false, isFollowed: false },
      };
    });
}

/** The lines of a list item without its dash; undefined if the snippet is not a list item. */
const itemLines = (body: readonly string[]): readonly string[] | undefined =>
  body[0]?.startsWith('- ') === true ? body.map((line) => line.slice(2)) : undefined;

const keysOf = (body: readonly string[]): readonly string[] =>
  body.flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? []);

function fits(
  body: readonly string[],
  [list, item, ...deeper]: Cursor['path'],
  node: Located | undefined,
): boolean {
  const isEmpty = node?.type !== 'map' || node.entries.length === 0;
  const keys = keysOf(body);
  const has = (key: string): boolean => node !== undefined && entryOf(node, key) !== undefined;
  if (list === undefined) return keys[0] === 'ticket' ? isEmpty : keys[0] !== 'mustFail' && isPart(keys, has);
  if (deeper.length > 0 || typeof item !== 'number') return false;
  if (list === 'claims')
    return keys[0] === 'mustFail' ? !isEmpty && isPart(keys, has) : isEmpty && isItem(body, 'says');
  return list === 'controls' && isEmpty && isItem(body, '{');
}

const isPart = (keys: readonly string[], has: (key: string) => boolean): boolean =>
  keys.length > 0 && !keys.some(has);
const isItem = (body: readonly string[], start: string): boolean =>
  body[0]?.startsWith(`- ${start}`) === true;
