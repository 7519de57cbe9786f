// What a case of completion is: a document with the cursor at `|`, what is suggested there, and what it makes of it.
import type { Completion } from '../../../../src/language/assist/completion';
import type { Known } from '../../../../src/language/check';

export interface Case {
  readonly document: string;
  /** Suggested, in this order among others; an empty list says that nothing is. */
  readonly labels?: readonly string[];
  /** Not suggested. */
  readonly never?: readonly string[];
  /** The suggestion that is taken. */
  readonly take?: string;
  /** What is written at the places that it leaves, one after another. */
  readonly fill?: readonly string[];
  /** The document that comes of it; it checks. */
  readonly becomes?: string;
  /** Other keys are still missing in it. */
  readonly unfinished?: boolean;
  /** What is said of the suggestion that is taken, and beside its label; empty where nothing is. */
  readonly documentation?: string;
  readonly detail?: string;
  /** What is known of the modules that the document names. */
  readonly known?: Known;
}

/** Modules that every case has beside its document. */
export const modules: readonly string[] = ['./my-net.mjs', './lib/task.js'];

/** The least that is a spec. */
export const head = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';

/** Cases whose documents go on from the same lines. */
export const below = (lines: string, cases: readonly Case[]): readonly Case[] =>
  cases.map((one) => ({
    ...one,
    document: lines + one.document,
    ...(one.becomes !== undefined && { becomes: lines + one.becomes }),
  }));

/** A case for each key that can be written between two texts: `written` is the key with what it is given. */
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

/** The text of a document, and where its cursor is. */
export function placed(document: string): { readonly text: string; readonly offset: number } {
  const offset = document.indexOf('|');
  return { text: document.slice(0, offset) + document.slice(offset + 1), offset };
}

/** The text with a suggestion taken and its places filled, with the line ends that it had. */
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
