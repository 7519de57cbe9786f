// What people call a run, and the tags that they give it: no part of what it is.
import fs from 'node:fs';
import { Type } from 'typebox';
import { errorCode, writeDurably } from './atomic';
import { BadFileError, canonical, parser } from './json';
import { labelFile } from './layout';

export interface Label {
  readonly name?: string;
  readonly tags: readonly string[];
}

const parse = parser(
  Type.Object({ name: Type.Optional(Type.String()), tags: Type.Array(Type.String()) }),
  'the name and tags of a run',
);

/** Empty where the run has none, or the file is no label. */
export function readLabel(runDir: string): Label {
  const file = labelFile(runDir);
  try {
    return parse(fs.readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof BadFileError || errorCode(error) !== undefined) return { tags: [] };
    throw error;
  }
}

/** @throws {WriteError} where the folder cannot be written. */
export function writeLabel(runDir: string, { name, tags }: Label): void {
  writeDurably(labelFile(runDir), `${canonical({ ...(name && { name }), tags })}\n`);
}
