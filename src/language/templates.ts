// Templates of new experiments, media/templates/*.ticket.yaml. The first line of each is its label in the picker, and
// stays in the new file.

export interface Template {
  /** Two or three words. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly text: string;
}

/** The templates in the order of the picker, quickest first; each name is a file's. */
export const templateNames: readonly string[] = [
  'spirals',
  'lenet-quick',
  'criteria',
  'one-shot',
  'rewinding',
  'own-model',
  'lenet-paper',
];

export const specSuffix = '.ticket.yaml';
export const moduleSuffix = '.mjs';

/** @throws {Error} if the first line is not `# Name: description`. */
export function readTemplate(text: string): Template {
  const [, name, description] = /^# ([^:\n]+): (\S.*)/.exec(text) ?? [];
  if (name === undefined || description === undefined)
    throw new Error('A template must begin with the line `# Name: description`.');
  return { name, description, text };
}

/** The file of a template's model module, such as `my-model.mjs`; undefined if it has none. */
export function moduleOf(text: string): string | undefined {
  return /^model:(?: \{|\n).*\bmodule: \.\/([\w-]+\.mjs)\b/m.exec(text)?.[1];
}

/** A free file name with the suffix: `spirals.ticket.yaml`, or `spirals-2.ticket.yaml`. */
export function freeName(base: string, suffix: string, taken: readonly string[]): string {
  const lower = taken.map((name) => name.toLowerCase());
  for (let number = 1; ; number++) {
    const name = `${base}${number === 1 ? '' : `-${number}`}${suffix}`;
    if (!lower.includes(name.toLowerCase())) return name;
  }
}

/** The file name that the user typed, with its suffix added if it is missing. */
export function withSuffix(written: string, suffix: string): string {
  const name = written.trim();
  const [extension = ''] = /\.ya?ml$|\.m?js$/i.exec(name) ?? [];
  if (name.toLowerCase().endsWith(suffix)) return name;
  return `${extension === '' ? name : name.slice(0, -extension.length)}${suffix}`;
}

/** The problem of a new file's name, as a sentence; undefined if there is none. */
export function nameProblem(written: string, suffix: string, taken: readonly string[]): string | undefined {
  const name = withSuffix(written, suffix);
  if (name.toLowerCase() === suffix) return 'Enter a file name.';
  // Characters that some file system refuses, or that a spec would have to quote.
  const odd = /[\\/:*?"<>|#{}[\],&%]|\p{Cc}/u.exec(name)?.[0];
  if (odd !== undefined) return `A file name cannot contain ${JSON.stringify(odd)}.`;
  if (name.startsWith('.')) return 'A file name cannot begin with a dot, which would hide the file.';
  if (taken.some((one) => one.toLowerCase() === name.toLowerCase()))
    return `${name} already exists. Choose another name.`;
  return undefined;
}
