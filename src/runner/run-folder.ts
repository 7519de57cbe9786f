// Creates run directories. The first one in a project adds a .gitignore, so that no repository commits networks.
import fs from 'node:fs';
import path from 'node:path';
import { errorCode, makeFolder, writing } from '../runs/atomic';
import { projectOf } from '../runs/places';

/**
 * Creates a run directory and its parents. Only the first run of a project writes the .gitignore, since the user may
 * remove it.
 *
 * @throws {WriteError} if the write fails.
 */
export function makeRunFolder(runDir: string): void {
  const project = projectOf(runDir);
  if (project !== undefined && !fs.existsSync(path.dirname(runDir))) {
    const ticket = path.join(project, '.ticket');
    makeFolder(ticket);
    writeNew(path.join(ticket, '.gitignore'), '*\n');
  }
  makeFolder(runDir);
}

/** Writes a new file; leaves an existing file or link. */
function writeNew(file: string, text: string): void {
  writing(file, () => {
    try {
      fs.writeFileSync(file, text, { flag: 'wx', flush: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });
}
