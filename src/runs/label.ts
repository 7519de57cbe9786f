// A run's user-given name and tags, which are not part of its identity.
import { Type } from 'typebox';
import { writeDurably } from './atomic';
import { BadFileError, canonical, parser } from './json';
import { labelFile } from './layout';
import { MOST, ReadError, readTextIn } from './run-file';

export interface Label {
  readonly name?: string;
  readonly tags: readonly string[];
}

const parse = parser(
  Type.Object({ name: Type.Optional(Type.String()), tags: Type.Array(Type.String()) }),
  'the name and tags of a run',
);

/** The label of a run; empty if it has none, or the file is invalid. */
export function readLabel(runDir: string): Label {
  const file = labelFile(runDir);
  try {
    const text = readTextIn(runDir, file, MOST.note);
    return text === undefined ? { tags: [] } : parse(text, file);
  } catch (error) {
    if (error instanceof BadFileError || error instanceof ReadError) return { tags: [] };
    throw error;
  }
}

/** @throws {WriteError} if the folder is not writable. */
export function writeLabel(runDir: string, { name, tags }: Label): void {
  writeDurably(labelFile(runDir), `${canonical({ ...(name && { name }), tags })}\n`);
}
