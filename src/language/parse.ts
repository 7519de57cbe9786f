// Text to located values. Never throws: whatever the text is, the answer is values, or problems, or both.
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, ErrorCode, Node } from 'yaml';
import { tooDeepAt } from './depth';
import type { Located, LocatedEntry } from './located';
import type { Finding, Report, Span } from './problem';

/** A spec is a page of text; what is longer than this many characters is something else. */
export const longestText = 50_000;
const mostNodes = 20_000;

export interface Parsed {
  /** Undefined where the text holds no values, or none that can be trusted. */
  readonly root?: Located;
  readonly findings: readonly Finding[];
}

/** Reads YAML 1.2 with a place for every value. Aliases are resolved; anything but plain data is a finding. */
export function parse(text: string): Parsed {
  const findings: Finding[] = [];
  const report: Report = (finding) => void findings.push(finding);
  const root = guarded(text, report) ? read(text, report) : undefined;
  return { ...(root && { root }), findings };
}

/** Whether the text may be given to the parser. */
function guarded(text: string, report: Report): boolean {
  if (text.length > longestText) {
    report({
      at: { start: 0, end: 0 },
      code: 'too-large',
      message: `The file has ${text.length.toLocaleString('en-US')} characters; a spec has at most ${longestText.toLocaleString('en-US')}.`,
      remedy: 'Check that this is the right file.',
    });
    return false;
  }
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  const binary = text.search(/[\u0000-\u0008\u000E-\u001F]/);
  if (binary >= 0) {
    report({
      at: { start: binary, end: binary + 1 },
      code: 'not-text',
      message: 'The file is not text: it holds a control character here.',
      remedy: 'A spec is YAML in UTF-8.',
    });
    return false;
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    report({
      at: { start: deep, end: deep + 1 },
      code: 'too-deep',
      message: 'The text nests too deep to be a spec.',
    });
    return false;
  }
  return true;
}

function read(text: string, report: Report): Located | undefined {
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
    logLevel: 'error',
  });
  for (const error of document.errors.slice(0, 20)) {
    report({ at: { start: error.pos[0], end: error.pos[1] }, ...saidOf(error.code, error.message) });
  }
  for (const warning of document.warnings.slice(0, 20)) {
    report({
      at: { start: warning.pos[0], end: warning.pos[1] },
      code: 'yaml',
      message: `${warning.message}.`,
      remedy: 'A spec is plain data: it uses neither tags nor directives.',
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
    : located(document, report);
}

const plainWords: Partial<Record<ErrorCode, { message: string; remedy: string }>> = {
  TAB_AS_INDENT: { message: 'A tab is used to indent.', remedy: 'Indent with spaces.' },
  MULTIPLE_DOCS: {
    message: 'The file holds more than one YAML document.',
    remedy: 'Put each spec in a file of its own.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A second `:` on the line makes no sense here.',
    remedy: 'Put the text in quotes, or the inner keys on lines of their own or in braces.',
  },
};

function saidOf(code: ErrorCode, message: string): Pick<Finding, 'code' | 'message' | 'remedy'> {
  return { code: 'yaml', ...(plainWords[code] ?? { message: `${message.split('\n')[0] ?? ''}.` }) };
}

/** The document's values as located nodes. */
function located(document: Document.Parsed, report: Report): Located | undefined {
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let nodes = 0;

  const problem = (at: Span, code: string, message: string, remedy?: string): undefined => {
    report({ at, code, message, ...(remedy !== undefined && { remedy }) });
  };

  /** `label` is the key's place. Inside an alias `only` is the alias's place: the one that the reader can change. */
  const visit = (node: Node | null, label: Span | undefined, only?: Span): Located => {
    const own = only ?? spanOfNode(node) ?? label ?? { start: 0, end: 0 };
    const placed = { span: own, label: only ?? label ?? own };
    const nothing: Located = { ...placed, type: 'scalar', value: null, quoted: false };
    nodes += 1;
    if (nodes === mostNodes)
      problem(own, 'too-many-values', 'The spec has too many values; an alias may repeat others.');
    if (node === null || nodes >= mostNodes) return nothing;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (!target) problem(own, 'unknown-alias', `There is no anchor &${node.source} before this.`);
      else if (open.has(target))
        problem(own, 'circular-alias', `The anchor &${node.source} would contain itself.`);
      else return visit(target, label, own);
      return nothing;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) {
      const value = node.value;
      const quoted = node.type !== 'PLAIN';
      if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
        return { ...placed, type: 'scalar', value: value as string | number | boolean | null, quoted };
      }
      problem(
        own,
        'not-plain',
        'This is not plain data.',
        'Use text, numbers, true or false, lists and maps.',
      );
      return nothing;
    }
    open.add(node);
    let result: Located = nothing;
    if (isSeq(node)) {
      result = {
        ...placed,
        type: 'list',
        items: node.items.map((item) => visit(item as Node | null, undefined, only)),
      };
    } else if (isMap(node)) {
      const entries = new Map<string, LocatedEntry>();
      for (const pair of node.items) {
        const key = pair.key as Node | null;
        const keySpan = only ?? spanOfNode(key) ?? own;
        if (!isScalar(key)) {
          problem(
            keySpan,
            'odd-key',
            'A key must be plain text.',
            'A key that looks like this usually lacks quotes.',
          );
          continue;
        }
        const name = String(key.value);
        if (entries.has(name)) {
          problem(keySpan, 'duplicate-key', `The key \`${name}\` is here twice.`, 'Keep one of the two.');
          continue;
        }
        const value = visit(pair.value as Node | null, keySpan, only);
        entries.set(name, { key: name, keySpan, value });
      }
      result = { ...placed, type: 'map', entries: [...entries.values()] };
    }
    open.delete(node);
    return result;
  };

  return document.contents === null ? undefined : visit(document.contents, undefined);
}

function spanOfNode(node: Node | null): Span | undefined {
  return node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
}
