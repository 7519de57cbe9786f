// The control file, which asks an active run to stop. It works across containers and shared disks, where signals do
// not.
import fs from 'node:fs';
import { Type } from 'typebox';
import { writeDurably, writing } from './atomic';
import { BadFileError, canonical, parser } from './json';
import { controlFile } from './layout';
import { MOST, readTextIn } from './run-file';

const parse = parser(Type.Object({ request: Type.Literal('stop') }), 'a request to a run');

/** Asks the run's coordinator to finish the chunk, write a checkpoint and exit. */
export function requestStop(runDir: string): void {
  writeDurably(controlFile(runDir), `${canonical({ request: 'stop' })}\n`);
}

/** Whether a stop request is pending. An invalid file (made by hand) does not count. */
export function stopRequested(runDir: string): boolean {
  const file = controlFile(runDir);
  try {
    const text = readTextIn(runDir, file, MOST.note);
    if (text === undefined) return false;
    parse(text, file);
    return true;
  } catch (error) {
    if (error instanceof BadFileError) return false;
    throw error;
  }
}

/** Clears the request; every start of a run does this first. */
export function clearControl(runDir: string): void {
  const file = controlFile(runDir);
  writing(file, () => fs.rmSync(file, { force: true }));
}
