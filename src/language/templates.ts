// The experiments that a new one can begin with, media/templates/*.ticket.yaml. What people choose by is the first line of
// each, so that it is said once, and stays in the file that is made.

export interface Template {
  /** Two or three words. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly text: string;
}

/** The templates as they are offered, the quickest first; each is a file of this name. */
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

/** @throws {Error} where the first line is not `# Name: description`. */
export function readTemplate(text: string): Template {
  const [, name, description] = /^# ([^:\n]+): (\S.*)/.exec(text) ?? [];
  if (name === undefined || description === undefined)
    throw new Error('A template begins with the line `# Name: description`.');
  return { name, description, text };
}

/** The file of the module that a template's model is, such as `my-model.mjs`; undefined where it needs none. */
export function moduleOf(text: string): string | undefined {
  return /^model: .*\bmodule: \.\/([\w-]+\.mjs)\b/m.exec(text)?.[1];
}

/** A name with its suffix that is not taken: `spirals.ticket.yaml`, or `spirals-2.ticket.yaml`. */
export function freeName(base: string, suffix: string, taken: readonly string[]): string {
  const lower = taken.map((name) => name.toLowerCase());
  for (let number = 1; ; number++) {
    const name = `${base}${number === 1 ? '' : `-${number}`}${suffix}`;
    if (!lower.includes(name.toLowerCase())) return name;
  }
}

/** The name of a file as somebody has written it, with its suffix. */
export function withSuffix(written: string, suffix: string): string {
  const name = written.trim();
  const [extension = ''] = /\.ya?ml$|\.m?js$/i.exec(name) ?? [];
  if (name.toLowerCase().endsWith(suffix)) return name;
  return `${extension === '' ? name : name.slice(0, -extension.length)}${suffix}`;
}

/** What is wrong with the name of a new file, in a sentence; undefined where nothing is. */
export function nameProblem(written: string, suffix: string, taken: readonly string[]): string | undefined {
  const name = withSuffix(written, suffix);
  if (name.toLowerCase() === suffix) return 'Give the file a name.';
  // What some system has no files with, and what a spec cannot name without quotes.
  const odd = /[\\/:*?"<>|#{}[\],&%]|\p{Cc}/u.exec(name)?.[0];
  if (odd !== undefined) return `A file's name cannot have ${JSON.stringify(odd)} here.`;
  if (name.startsWith('.')) return 'A name that begins with a dot would hide the file.';
  if (taken.some((one) => one.toLowerCase() === name.toLowerCase()))
    return `${name} exists already, and is not written over.`;
  return undefined;
}
