// A completion case: a document with the cursor at `|`, the suggestions there, and the document after accepting one.
import type { Completion } from '../../../../src/language/assist/completion';
import type { Known } from '../../../../src/language/check';

export interface Case {
  readonly document: string;
  /** Expected suggestions in this order, among others; an empty list means that there are none. */
  readonly labels?: readonly string[];
  /** Suggestions that must not appear. */
  readonly never?: readonly string[];
  /** The accepted suggestion. */
  readonly take?: string;
  /** The text typed at its tab stops, one after another. */
  readonly fill?: readonly string[];
  /** The resulting document; it checks without problems. */
  readonly becomes?: string;
  /** The result still lacks other keys. */
  readonly unfinished?: boolean;
  /** The accepted suggestion's documentation and detail; empty if it has none. */
  readonly documentation?: string;
  readonly detail?: string;
  /** Descriptions of the modules that the document names. */
  readonly known?: Known;
}

/** Modules next to every case's document. */
export const modules: readonly string[] = ['./my-net.mjs', './lib/task.js'];

/** A minimal spec. */
export const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';

/** Cases whose documents start with the same lines. */
export const below = (lines: string, cases: readonly Case[]): readonly Case[] =>
  cases.map((one) => ({
    ...one,
    document: lines + one.document,
    ...(one.becomes !== undefined && { becomes: lines + one.becomes }),
  }));

/** One case per key that can be written between two texts: `written` is the key with its value. */
export const keysBetween = (
  before: string,
  after: string,
  given: Readonly<Record<string, string>>,
  written = (key: string, value: string): string => `${key}: ${value}`,
): readonly Case[] =>
  Object.entries(given).map(([take, value]) => ({
    document: `${before}|${after}`,
    take,
    fill: [value],
    becomes: before + written(take, value) + after,
  }));

/** A document's text, and its cursor's offset. */
export function placed(document: string): { readonly text: string; readonly offset: number } {
  const offset = document.indexOf('|');
  return { text: document.slice(0, offset) + document.slice(offset + 1), offset };
}

/** The text after accepting a suggestion and filling its tab stops, with the original line endings. */
export function taken(text: string, { insert, replaces }: Completion, fill: readonly string[] = []): string {
  const values = [...fill];
  const inserted = insert
    .replace(/(?<!\\)\$(?:\d|\{\d\|(.*?)\|\})/g, (_, choice?: string) => {
      const names = choice?.split(',') ?? [''];
      const value = values.shift() ?? names[0] ?? '';
      if (choice !== undefined && !names.includes(value.split('\n')[0] ?? ''))
        throw new Error(`${value} is not one of ${choice}.`);
      return value;
    })
    .replace(/\\([\\$}])/g, '$1')
    .replace(/\n/g, text.includes('\r\n') ? '\r\n' : '\n');
  return text.slice(0, replaces.start) + inserted + text.slice(replaces.end);
}
