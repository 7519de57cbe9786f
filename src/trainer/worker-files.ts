// Files that a worker names to its coordinator, checked before they are moved into the run: a worker runs the modules
// of the experiment, and a name in a message may lead anywhere.
import fs from 'node:fs';
import path from 'node:path';
import { oneLine } from '../runs/json';

/** A worker has named something that it did not make, or that it was not asked for. */
export class WorkerMessageError extends Error {
  constructor(problem: string) {
    super(
      `${oneLine(problem)} Look in the modules for code that sends messages or changes files of the run.`,
    );
  }
}

/**
 * The place of a file, or of a folder of files, that a worker has made right in its own folder.
 *
 * @throws {WorkerMessageError} where the name is more than a name, or there is anything but plain files: a link would
 * lead out of the folder.
 */
export function workerFile(runDir: string, folder: string, name: string, kind: 'file' | 'folder'): string {
  const place = path.join(folder, name);
  if (name !== path.basename(name) || name === '' || name === '.' || name === '..')
    throw new WorkerMessageError(`A worker named ${name}, which is not in its temporary folder.`);
  // The folders above the file can be links as well.
  const real = path.join(fs.realpathSync(runDir), path.relative(runDir, place));
  if (!fs.existsSync(place) || fs.realpathSync(place) !== real || !isPlain(place, kind))
    throw new WorkerMessageError(`A worker named ${place}, which is no plain ${kind}.`);
  return place;
}

function isPlain(place: string, kind: 'file' | 'folder'): boolean {
  if (kind === 'file') return fs.lstatSync(place).isFile();
  return (
    fs.lstatSync(place).isDirectory() &&
    fs.readdirSync(place).every((name) => isPlain(path.join(place, name), 'file'))
  );
}
