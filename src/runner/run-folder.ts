// Makes the folder of a run. The first one in a project brings a .gitignore, so that no repository takes up networks.
import fs from 'node:fs';
import path from 'node:path';
import { errorCode, makeFolder, writing } from '../runs/atomic';
import { projectOf } from '../runs/places';

/**
 * Makes the folder of a run, and those above it. A person may remove the .gitignore, so only the first run writes it.
 *
 * @throws {WriteError} where the system refuses.
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

/** Leaves what is there, a link included. */
function writeNew(file: string, text: string): void {
  writing(file, () => {
    try {
      fs.writeFileSync(file, text, { flag: 'wx', flush: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });
}
