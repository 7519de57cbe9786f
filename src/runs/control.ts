// The control file: how a run that is under way is asked to stop. It works across containers and shared disks, where
// a signal does not arrive.
import fs from 'node:fs';
import { Type } from 'typebox';
import { errorCode, writeDurably } from './atomic';
import { BadFileError, canonical, parser } from './json';
import { controlFile } from './layout';

const parse = parser(Type.Object({ request: Type.Literal('stop') }), 'a request to a run');

/** Asks the run's coordinator to finish the chunk, write a checkpoint and leave. */
export function requestStop(runDir: string): void {
  writeDurably(controlFile(runDir), `${canonical({ request: 'stop' })}\n`);
}

/** Whether a stop was requested and not cleared since. A file that is no request (made by hand) is none. */
export function stopRequested(runDir: string): boolean {
  const file = controlFile(runDir);
  try {
    parse(fs.readFileSync(file, 'utf8'), file);
    return true;
  } catch (error) {
    if (error instanceof BadFileError || errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Takes the request back; a run that starts does this first. */
export function clearControl(runDir: string): void {
  fs.rmSync(controlFile(runDir), { force: true });
}
