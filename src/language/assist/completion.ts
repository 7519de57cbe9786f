// What can be written at a place of a spec.
import type { Known } from '../check';
import { isRecord, kindOf, neededKeys, type Schema } from '../json';
import { entryOf, nodeAt } from '../located';
import type { Span } from '../problem';
import { namesOf } from '../scalar';
import { cursorsAt, type Cursor } from './cursor';
import { keyNames, valueNames, type Name } from './names';
import { schemasAt } from './place';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'entry' | 'file' | 'unit';
  /** Beside the label: that it is required, or its default. */
  readonly detail?: string;
  readonly documentation?: string;
  /** What `insert` takes the place of. */
  readonly replaces: Span;
  /** A snippet with absolute indentation: `$1` and `$0` are the places to go on at, and `\` is before other `$`, `}`, `\`. */
  readonly insert: string;
  readonly isRequired: boolean;
  /** What comes next can be suggested as well. */
  readonly isFollowed: boolean;
}

export interface CompletionOptions {
  readonly known?: Known;
  /** Paths of files that a module could be, relative to the spec. */
  readonly modules?: readonly string[];
}

/** Suggestions at an offset, what is required first. Never throws, whatever the text is. */
export function completions(
  text: string,
  offset: number,
  { known = {}, modules = [] }: CompletionOptions = {},
): readonly Completion[] {
  const all = cursorsAt(text, offset).flatMap((cursor) => {
    const { root, path, writes } = cursor;
    const schemas = schemasAt(root, path, known);
    const place = { root, path, known, modules };
    return writes === 'key'
      ? keys(cursor, schemas, keyNames(place))
      : values(cursor, schemas, valueNames(place));
  });
  const seen = new Set<string>();
  return all
    .filter(({ label, kind }) => !seen.has(`${kind} ${label}`) && seen.add(`${kind} ${label}`))
    .sort((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

/** Text that a snippet takes as it is. */
const plain = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** The white space before what is inserted, where it has to be another. */
const marginOf = ({ margin, replaces, word }: Cursor): string =>
  margin !== undefined && replaces.end - replaces.start > word.length ? margin : '';

function keys(cursor: Cursor, schemas: readonly Schema[], names: readonly Name[]): readonly Completion[] {
  const { root, path } = cursor;
  const node = root && nodeAt(root, path);
  const isFree = (key: string): boolean => !node || !entryOf(node, key);
  const item = (label: string, more: Partial<Completion>, value: string): Completion => ({
    label,
    kind: 'key',
    replaces: cursor.replaces,
    insert: `${marginOf(cursor)}${plain(label)}:${value}`,
    isRequired: false,
    isFollowed: true,
    ...more,
  });
  const named = names
    .filter(({ name }) => isFree(name))
    .map(({ name, about }) => {
      const isSwept = path[0] === 'sweep';
      return item(name, about === undefined ? {} : { documentation: about }, isSwept ? ' [$0]' : ' $0');
    });
  const maps = schemas.filter(({ properties }) => properties !== undefined);
  // Which entry is meant comes before its options.
  const isOpen = maps.length > 1 && maps.some((one) => kindOf(one) !== undefined) && isFree('kind');
  const fromSchema = maps.flatMap((schema) =>
    Object.entries(schema.properties ?? {})
      .filter(([key]) => isFree(key) && (!isOpen || key === 'kind' || key === 'module'))
      .map(([key, part]) => {
        const isRequired = neededKeys(schema).includes(key) && !(isOpen && key === 'module');
        const standard = part.default === undefined ? undefined : `default ${JSON.stringify(part.default)}`;
        const detail = isRequired ? 'required' : standard;
        const documentation = isOpen ? schemaOfChoice(key) : part.description;
        return item(
          key,
          {
            isRequired,
            ...(detail !== undefined && { detail }),
            ...(documentation !== undefined && { documentation }),
          },
          valueSnippet(part, cursor),
        );
      }),
  );
  return [...named, ...fromSchema];
}

const schemaOfChoice = (key: string): string =>
  key === 'kind' ? 'Which entry of the lab.' : 'A module of your own: its path from this file.';

/** What follows a key: the place of its value, with the keys that it needs. */
function valueSnippet(part: Schema, cursor: Cursor): string {
  const branches = part.anyOf ?? [part];
  const isScalar = branches.some(
    ({ type, const: only, enum: some }) => only !== undefined || some || isPlain(type),
  );
  const [first = {}] = branches;
  if (branches.length === 1 && first.const !== undefined) return ` ${JSON.stringify(first.const)}`;
  if (isScalar) return ' $0';
  if (first.type === 'array') {
    const items = isRecord(first.items) ? first.items : {};
    const needed = neededKeys(items);
    // Pairs and the like stand in a line.
    if (cursor.isFlow || (items.properties === undefined && items.anyOf === undefined)) return ' [$0]';
    const inner = `\n${lineIndent(cursor)}  - `;
    if (needed.length === 0) return `${inner}$0`;
    const lines = needed.map((key, i) => `${plain(key)}: ${i === 0 ? '$1' : `$${i + 1}`}`);
    return `${inner}${lines.join(`\n${lineIndent(cursor)}    `)}`;
  }
  return cursor.isFlow ? ' { $0 }' : `\n${lineIndent(cursor)}  $0`;
}

const isPlain = (type: string | undefined): boolean =>
  type !== undefined && type !== 'object' && type !== 'array';

/** Spaces before the keys of the map that is written in. */
const lineIndent = ({ margin = '' }: Cursor): string => margin.replaceAll('-', ' ');

function values(cursor: Cursor, schemas: readonly Schema[], names: readonly Name[]): readonly Completion[] {
  const item = (label: string, kind: Completion['kind'], more: Partial<Completion> = {}): Completion => ({
    label,
    kind,
    replaces: cursor.replaces,
    insert: `${marginOf(cursor)}${plain(label)}`,
    isRequired: false,
    isFollowed: false,
    ...more,
  });
  const text = (label: string, kind: Completion['kind'], snippet: string, about?: string): Completion =>
    item(label, kind, {
      insert: `${marginOf(cursor)}${snippet}`,
      isFollowed: true,
      ...(about !== undefined && { documentation: about }),
    });
  const described = ({ description: documentation, default: standard }: Schema, value: unknown) => ({
    ...(documentation !== undefined && { documentation }),
    ...(standard === value && { detail: 'default' }),
  });
  const named = names.map(({ name, about }) =>
    item(name, name.startsWith('.') ? 'file' : 'value', about === undefined ? {} : { documentation: about }),
  );
  const fromSchema = schemas.flatMap((schema): readonly Completion[] => {
    const kind = kindOf(schema);
    const needed = neededKeys(schema).filter((key) => key !== 'kind');
    if (kind !== undefined) {
      // Without options the name alone says it; it is an alternative of its own.
      const options = needed.map((key, i) => `, ${plain(key)}: $${i + 1}`).join('');
      const hasOptions = Object.keys(schema.properties ?? {}).length > 1;
      const snippet = `{ kind: ${plain(kind)}${options || (hasOptions ? ', $0' : '')} }`;
      return hasOptions ? [text(`{ kind: ${kind} }`, 'entry', snippet, schema.description)] : [];
    }
    if (schema.type === 'object') {
      const inside = needed.map((key, i) => `${plain(key)}: $${i + 1}`).join(', ') || '$0';
      const label = needed.length > 0 ? `{ ${needed.join(', ')} }` : '{ }';
      return [text(label, 'entry', `{ ${inside} }`, schema.description)];
    }
    if (schema.type === 'array') return [text('[ ]', 'entry', '[$0]', schema.description)];
    const isNamed = namesOf(schema).length > 0;
    if (isNamed) return namesOf(schema).map((name) => item(name, 'value', described(schema, name)));
    if (schema.type === 'boolean')
      return ['true', 'false'].map((name) => item(name, 'value', described(schema, name === 'true')));
    const isTime = schema.type === 'string' && /iterations/.test(schema.expects ?? '');
    if (isTime) {
      const number = /^\d+(\.\d+)?$/.test(cursor.word) ? cursor.word : undefined;
      const units = number === undefined ? [] : ['iterations', 'epochs'];
      return units
        .filter((unit) => unit === 'epochs' || !number?.includes('.'))
        .map((unit) => item(`${number ?? ''} ${unit}`, 'unit'));
    }
    const standard = schema.default;
    return typeof standard === 'number' || typeof standard === 'string'
      ? [item(String(standard), 'value', { detail: 'default' })]
      : [];
  });
  return [...named, ...fromSchema];
}
