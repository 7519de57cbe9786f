// Checks the files that a worker names before the coordinator moves them into the run. A worker runs user code, so a
// name in a message may point anywhere.
import fs from 'node:fs';
import path from 'node:path';
import { oneLine } from '../runs/json';

/** A worker named something that it did not make or was not asked for. */
export class WorkerMessageError extends Error {
  constructor(problem: string) {
    super(`${oneLine(problem)} Check the modules for code that sends messages or changes files of the run.`);
  }
}

/**
 * The path of a file, or of a folder of files, directly in the worker's own folder.
 *
 * @throws {WorkerMessageError} if the name is a path, or if there is anything but regular files: a link would lead out
 * of the folder.
 */
export function workerFile(runDir: string, folder: string, name: string, kind: 'file' | 'folder'): string {
  const place = path.join(folder, name);
  if (name !== path.basename(name) || name === '' || name === '.' || name === '..')
    throw new WorkerMessageError(`A worker named ${name}, which is not in its temporary folder.`);
  // The parent folders of the file can be links as well.
  const real = path.join(fs.realpathSync(runDir), path.relative(runDir, place));
  if (!fs.existsSync(place) || fs.realpathSync(place) !== real || !isPlain(place, kind))
    throw new WorkerMessageError(`A worker named ${place}, which is not a plain ${kind}.`);
  return place;
}

function isPlain(place: string, kind: 'file' | 'folder'): boolean {
  if (kind === 'file') return fs.lstatSync(place).isFile();
  return (
    fs.lstatSync(place).isDirectory() &&
    fs.readdirSync(place).every((name) => isPlain(path.join(place, name), 'file'))
  );
}
