// Resolves programs to absolute paths on the PATH, so that no file in the working folder runs by a bare name (on
// Windows) or a relative PATH entry.
import fs from 'node:fs';
import path from 'node:path';

/** The first program of this name on the PATH. */
export const programOnPath = (name: string, env: NodeJS.ProcessEnv = process.env): string | undefined =>
  programsOnPath(name, env)[0];

/** All programs of this name on the PATH, each once. */
export function programsOnPath(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: string = process.platform,
): readonly string[] {
  const file = platform === 'win32' && path.extname(name) === '' ? `${name}.exe` : name;
  // A copy of the Windows environment has only one spelling of the variable.
  const folders = env.PATH ?? env.Path ?? '';
  const files = folders
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, file));
  return [...new Set(files)].filter((place) => fs.existsSync(place));
}

/** The program that a user names: a path as it is, a bare name by the PATH; undefined if it is not on the PATH. */
export const namedProgram = (named: string, env: NodeJS.ProcessEnv = process.env): string | undefined =>
  path.basename(named) === named ? programOnPath(named, env) : path.resolve(named);
