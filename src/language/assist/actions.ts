// Quick fixes for problems, and rewrites of entries between short and long form.
import { kindOf, neededKeys, type Schema } from '../json';
import { entryOf, spanOf, type Located, type LocatedMap, type Path } from '../located';
import type { Problem, Span } from '../problem';
import { schemasAt } from './place';
import { placeOf, plain } from './snippet';
import type { ParsedDocument } from './parsed-document';
import { spotAt, valuesOf, type PlacedValue } from './walk';

export interface Action {
  readonly title: string;
  readonly span: Span;
  /** The replacement, as a snippet: `\` escapes characters with a meaning. */
  readonly snippet: string;
  /** The problem that it solves; undefined for a rewrite. */
  readonly problem?: Problem;
}

/** The actions for a range of the text. */
export function actions(parsed: ParsedDocument, { start, end }: Span): readonly Action[] {
  const there = parsed.checked.problems.filter(
    ({ range }) => range.start.offset <= end && range.end.offset >= start,
  );
  const all = [...there.flatMap((problem) => solutions(parsed, problem)), ...rewrites(parsed, start)];
  return all.filter(({ title }, i) => all.findIndex((one) => one.title === title) === i);
}

function solutions(parsed: ParsedDocument, problem: Problem): readonly Action[] {
  const { fix } = problem;
  if (fix) {
    const span = { start: fix.range.start.offset, end: fix.range.end.offset };
    return [{ title: fix.title, span, snippet: plain(fix.text), problem }];
  }
  if (problem.code === 'empty' && !parsed.root) {
    const snippet = 'ticket: 1\nworkload: ${1:mnist}\nmodel: ${2:mlp}\n$0';
    const span = { start: 0, end: parsed.text.length };
    return [{ title: 'Insert a minimal spec', span, snippet, problem }];
  }
  return problem.code === 'missing-key' ? insertions(parsed, problem) : [];
}

/** Insertions of the keys that a map lacks, or of the options of an entry that was given by name. */
function insertions(parsed: ParsedDocument, problem: Problem): readonly Action[] {
  const { root, known, text } = parsed;
  const isThere = ({ node }: PlacedValue): boolean => {
    const { start, end } = spanOf(node);
    return start === problem.range.start.offset && end === problem.range.end.offset;
  };
  const at = root && [...valuesOf(root)].find(isThere);
  if (!root || !at) return [];
  const { path, node } = at;
  const schemas = schemasAt(root, path, known);
  if (node.type === 'scalar') {
    const branch = schemas.find((one) => kindOf(one) === node.value);
    const needed = branch ? neededKeys(branch).filter((key) => key !== 'kind') : [];
    const inside = needed.map((key, i) => `, ${plain(key)}: $${i + 1}`).join('');
    const snippet = `{ kind: ${plain(String(node.value))}${inside} }`;
    return needed.length === 0
      ? []
      : [{ title: `Insert ${needed.join(', ')}`, span: node.span, snippet, problem }];
  }
  if (node.type === 'list') return [];
  const lacking = schemas
    .filter(({ properties }) => properties !== undefined)
    .flatMap((one) => neededKeys(one).map((key) => ({ key, values: valueOfAny(schemas, key), schema: one })))
    .filter(({ key }, i, all) => !entryOf(node, key) && all.findIndex((one) => one.key === key) === i);
  const kind = lacking.find(({ key }) => key === 'kind');
  return (kind ? [kind] : lacking).map(({ key, values, schema }) => ({
    title: `Insert ${key}`,
    ...insertion(node, path, schema, text, `${plain(key)}: ${values}`),
    problem,
  }));
}

/** The snippet placeholder of a key's value, with the choices of all matching maps. */
const valueOfAny = (schemas: readonly Schema[], key: string): string =>
  placeOf(1, { anyOf: schemas.flatMap(({ properties }) => properties?.[key] ?? []) });

/** The edit that inserts a key, after the last present key that precedes it in the schema. */
function insertion(
  map: LocatedMap,
  path: Path,
  { properties = {} }: Schema,
  text: string,
  written: string,
): Pick<Action, 'span' | 'snippet'> {
  const order = Object.keys(properties);
  const place = order.indexOf(/^[^:]*/.exec(written)?.[0] ?? '');
  const before = map.entries.filter(({ key }) => order.includes(key) && order.indexOf(key) < place).at(-1);
  const [first] = map.entries;
  const isFlow = path.length > 0 && text[map.span.start] === '{';
  if (!first) {
    const { start, end } = map.span;
    return { span: map.span, snippet: text.slice(start, end).includes('{') ? `{ ${written} }` : written };
  }
  const indent = ' '.repeat(first.keySpan.start - (text.lastIndexOf('\n', first.keySpan.start - 1) + 1));
  if (!before) {
    const at = first.keySpan.start;
    return {
      span: { start: at, end: at },
      snippet: isFlow ? `${written}, ` : `${written}\n${indent}`,
    };
  }
  if (isFlow) {
    const at = Math.max(before.value.span.end, before.keySpan.end);
    return { span: { start: at, end: at }, snippet: `, ${written}` };
  }
  const end = lineEndAfter(before.value, text);
  return { span: { start: end, end }, snippet: `\n${indent}${written}` };
}

/** The end of the last line of a value, before its line break. */
function lineEndAfter(node: Located, text: string): number {
  const last = text.slice(0, node.span.end).trimEnd().length;
  const end = text.slice(last).search(/\r?\n/);
  return end < 0 ? text.length : last + end;
}

/** Rewrites of the entry at an offset. */
function rewrites({ root, known, text }: ParsedDocument, offset: number): readonly Action[] {
  const spot = root && spotAt(root, offset);
  if (!spot) return [];
  const path = spot.path.at(-1) === 'kind' || spot.path.at(-1) === 'to' ? spot.path.slice(0, -1) : spot.path;
  const node = path === spot.path ? spot.node : [...valuesOf(root)].find((one) => same(one.path, path))?.node;
  const schemas = schemasAt(root, path, known);
  if (node?.type === 'scalar') {
    const map = schemas.find((one) => kindOf(one) !== undefined && kindOf(one) === node.value);
    const options = Object.keys(map?.properties ?? {}).filter((key) => key !== 'kind');
    const title = `Convert ${String(node.value)} to a map with options`;
    const snippet = `{ kind: ${plain(String(node.value))}$0 }`;
    return !map || options.length === 0 || neededKeys(map).length > 1
      ? []
      : [{ title, span: node.span, snippet }];
  }
  if (node?.type !== 'map' || node.entries.length !== 1 || text[node.span.start] !== '{') return [];
  const only = node.entries[0];
  if (only?.value.type !== 'scalar' || (only.key !== 'kind' && only.key !== 'to')) return [];
  const name = text.slice(only.value.span.start, only.value.span.end);
  const title = `Convert to ${name}`;
  return [{ title, span: node.span, snippet: plain(name) }];
}

const same = (one: Path, other: Path): boolean =>
  one.length === other.length && one.every((step, i) => step === other[i]);
