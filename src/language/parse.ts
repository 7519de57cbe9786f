// Parser from text to located values. Never throws: it returns values, problems, or both.
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, ErrorCode, Node } from 'yaml';
import { valueOf, type Located, type LocatedEntry } from './located';
import type { Finding, Report, Span } from './problem';
import type { ProblemCode } from './problem-codes';
import { longestText, textFinding } from './text';
import { unseenOnLine } from './unseen';

/** Limits on the number of values, and on their characters with aliases written out. */
const mostValues = 15_000;
const mostCharacters = 4 * longestText;

export interface Parsed {
  /** Undefined if the text has no values, or none that can be trusted. */
  readonly root?: Located;
  readonly findings: readonly Finding[];
}

/** Reads YAML 1.2 and locates every value. Resolves aliases; reports anything but plain data. */
export function parse(text: string): Parsed {
  const findings: Finding[] = [];
  const report: Report = (finding) => void findings.push(finding);
  const unreadable = textFinding(text);
  if (unreadable) report(unreadable);
  const root = unreadable ? undefined : read(text, report);
  return { ...(root && { root }), findings };
}

/**
 * A spec's text as plain data; undefined if it has none. Everything that reads a spec uses this: a second parser with
 * other limits would refuse specs that train.
 */
export function plainData(text: string): unknown {
  const { root } = parse(text);
  return root && valueOf(root);
}

/** The YAML document of a text that `parse` accepts, for edits; it keeps comments. */
export const yamlDocument = (text: string): Document.Parsed =>
  withoutStacks(() =>
    parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: false, logLevel: 'error' }),
  );

function read(text: string, report: Report): Located | undefined {
  const document = yamlDocument(text);
  for (const error of document.errors.slice(0, 20)) {
    report({
      at: { start: error.pos[0], end: error.pos[1] },
      ...worded(error.code, error.message),
      ...unseenOnLine(text, error.pos[0]),
    });
  }
  for (const warning of document.warnings.slice(0, 20)) {
    report({
      at: { start: warning.pos[0], end: warning.pos[1] },
      code: 'yaml',
      message: `${warning.message}.`,
      remedy: 'A spec is plain data: remove tags and directives.',
    });
  }
  if (document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    report({
      at: { start: 0, end: text.search(/\n|$/) },
      code: 'yaml-version',
      message: 'A spec is YAML 1.2, where `yes` is text and `010` is ten.',
      remedy: 'Remove the %YAML line.',
    });
    return undefined;
  }
  return document.errors.some((error) => error.code === 'RESOURCE_EXHAUSTION')
    ? undefined
    : located(document, text, report);
}

/** Runs `work` without stack traces: the parser creates thousands of errors, and stacks would take most of the time. */
function withoutStacks<T>(work: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = before;
  }
}

const plainWords: Partial<Record<ErrorCode, { message: string; remedy: string }>> = {
  TAB_AS_INDENT: { message: 'This line is indented with a tab.', remedy: 'Indent with spaces.' },
  MULTIPLE_DOCS: {
    message: 'The file contains more than one YAML document.',
    remedy: 'Put each spec in its own file.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A second `:` is not allowed on this line.',
    remedy: 'Quote the text, or put the inner keys in braces or on separate lines.',
  },
};

function worded(code: ErrorCode, message: string): Pick<Finding, 'code' | 'message' | 'remedy'> {
  return { code: 'yaml', ...(plainWords[code] ?? { message: `${message.split('\n')[0] ?? ''}.` }) };
}

/** Control characters, which an escape in quotes can put into a text. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u0008\u000B-\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F]/;

/** The document's values as located nodes. */
function located(document: Document.Parsed, text: string, report: Report): Located | undefined {
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let [values, characters, full] = [0, 0, false];

  const problem = (at: Span, code: ProblemCode, message: string, remedy?: string): undefined => {
    report({ at, code, message, ...(remedy !== undefined && { remedy }) });
  };

  const plainText = (value: string, at: Span): void => {
    characters += value.length;
    if (!controlCharacter.test(value)) return;
    const remedy = 'Remove the escape.';
    problem(at, 'not-text', 'This text contains a control character.', remedy);
  };

  /** `key` is the span of the key. Inside an alias, `only` is the span of the alias, which the user can change. */
  const visit = (node: Node | null, key: Span | undefined, only?: Span): Located => {
    const span = only ?? spanOfNode(node) ?? key ?? { start: 0, end: 0 };
    const label = only ?? key ?? span;
    if (full) return nothing(span, label);
    values += 1;
    if (values > mostValues || characters > mostCharacters) {
      full = true;
      problem(
        span,
        'too-many-values',
        'The spec has too many values; an alias counts all the values that it repeats.',
        `The limit is ${mostValues.toLocaleString('en-US')} values: check that this is the right file.`,
      );
    }
    if (node === null || full) return nothing(span, label);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (!target)
        problem(span, 'unknown-alias', `The anchor &${node.source} is not defined before this alias.`);
      else if (open.has(target))
        problem(span, 'circular-alias', `The anchor &${node.source} would contain itself.`);
      else return visit(target, key, span);
      return nothing(span, label);
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) {
      const value = node.value;
      const quoted = node.type !== 'PLAIN';
      if (typeof value === 'string') plainText(value, span);
      if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
        return { span, label, type: 'scalar', value: value as string | number | boolean | null, quoted };
      }
      problem(span, 'not-plain', 'This is not plain data.', 'Use text, numbers, booleans, lists and maps.');
      return nothing(span, label);
    }
    open.add(node);
    let result = nothing(span, label);
    if (isSeq(node)) {
      result = {
        span,
        label,
        type: 'list',
        items: node.items.map((item) => visit(item as Node | null, undefined, only)),
      };
    } else if (isMap(node)) {
      const entries = new Map<string, LocatedEntry>();
      for (const pair of node.items) {
        const written = pair.key as Node | null;
        const keySpan = only ?? spanOfNode(written) ?? span;
        if (!isScalar(written)) {
          problem(keySpan, 'odd-key', 'A key must be plain text.', 'Put quotes around the key.');
          continue;
        }
        const name = String(written.value);
        if (name === '<<' && written.type === 'PLAIN') {
          const remedy = 'Write out the keys; an alias can only replace a whole value.';
          problem(keySpan, 'odd-key', 'The merge key `<<` is YAML 1.1; a spec is YAML 1.2.', remedy);
          continue;
        }
        plainText(name, keySpan);
        if (entries.has(name)) {
          const at = only ? undefined : wholeEntry(keySpan, pair.value as Node | null, text);
          report({
            at: keySpan,
            code: 'duplicate-key',
            message: `The key \`${name}\` appears twice.`,
            remedy: 'Keep one of the two.',
            ...(at && { fix: { title: `Remove this ${name}`, at, text: '' } }),
          });
          continue;
        }
        const value = visit(pair.value as Node | null, keySpan, only);
        entries.set(name, { key: name, keySpan, value });
      }
      result = { span, label, type: 'map', entries: [...entries.values()] };
    }
    open.delete(node);
    return result;
  };

  return document.contents === null ? undefined : visit(document.contents, undefined);
}

/** The span of a map's later entry, with its line or its comma; undefined if that is unclear. */
function wholeEntry({ start }: Span, value: Node | null, text: string): Span | undefined {
  const end = spanOfNode(value)?.end;
  if (end === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[^\S\n]*(#.*)?(\n|$)/.exec(text.slice(end));
  if (text.slice(lineStart, start).trim() === '' && (rest || text[end - 1] === '\n'))
    return { start: lineStart, end: end + (text[end - 1] === '\n' ? 0 : (rest?.[0].length ?? 0)) };
  const comma = text.lastIndexOf(',', start);
  return comma >= 0 && text.slice(comma + 1, start).trim() === '' ? { start: comma, end } : undefined;
}

/** A null in place of a missing value, or one that is not plain data. */
function nothing(span: Span, label: Span): Located {
  return { span, label, type: 'scalar', value: null, quoted: false };
}

function spanOfNode(node: Node | null): Span | undefined {
  return node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
}
