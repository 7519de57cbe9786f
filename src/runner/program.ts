// Programs of the PATH by their whole path: a name alone, or a relative entry, could be a file of the working folder.
import fs from 'node:fs';
import path from 'node:path';

export function programOnPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, file))
    .find((place) => fs.existsSync(place));
}
