// Completion in a spec.
import type { Known } from '../check';
import type { Span } from '../problem';
import { longestText } from '../text';
import { cursorsAt } from './cursor';
import { keys } from './keys';
import { keyNames, valueNames } from './names';
import { schemasAt } from './place';
import { snippetsAt, type Snippets } from './snippets';
import { values } from './values';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'entry' | 'file' | 'unit' | 'snippet';
  /** Shown next to the label: "required", or the default. */
  readonly detail?: string | undefined;
  readonly documentation?: string | undefined;
  /** The span that `insert` replaces: part of the cursor's line. */
  readonly replaces: Span;
  /** A snippet with absolute indentation and `\n` line endings; `\` escapes `$`, `}` and `\` outside of tab stops. */
  readonly insert: string;
  readonly isRequired: boolean;
  /** Completion can continue after this one. */
  readonly isFollowed: boolean;
}

export interface CompletionOptions {
  readonly known?: Known;
  /** Paths of files that a module could be, relative to the spec. */
  readonly modules?: readonly string[];
  readonly snippets?: Snippets;
}

/** Suggestions at an offset, required keys first. Never throws, whatever the text is. */
export function completions(
  text: string,
  offset: number,
  { known = {}, modules = [], snippets = {} }: CompletionOptions = {},
): readonly Completion[] {
  if (text.length > longestText) return [];
  const all = cursorsAt(text, offset).flatMap((cursor) => {
    const { root, path, writes } = cursor;
    const schemas = schemasAt(root, path, known);
    const place = { root, path, known, modules };
    return writes === 'key'
      ? [...keys(cursor, schemas, keyNames(place)), ...snippetsAt(cursor, snippets)]
      : values(cursor, schemas, valueNames(place));
  });
  const seen = new Set<string>();
  return all
    .filter(({ label, kind }) => !seen.has(`${kind} ${label}`) && seen.add(`${kind} ${label}`))
    .sort((one, other) => Number(other.isRequired) - Number(one.isRequired));
}
