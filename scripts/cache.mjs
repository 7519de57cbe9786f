// The user's cache folder, shared by all checkouts, and how something whole gets into it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** `TICKET_CACHE`, else by the XDG base directory specification. src/runner/cache.ts looks in the same place. */
export function cacheFolder(env = process.env) {
  if (env.TICKET_CACHE) return path.resolve(env.TICKET_CACHE);
  const xdg = env.XDG_CACHE_HOME;
  return xdg && path.isAbsolute(xdg)
    ? path.join(xdg, 'ticket')
    : path.join(env.HOME || os.homedir(), '.cache', 'ticket');
}

/**
 * Makes `folder`: `make` works in a folder of its own and returns the path below it that becomes `folder` once all of
 * it is there. Nothing half-done is left under the final name.
 */
export function makeWhole(folder, make) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const work = fs.mkdtempSync(`${folder}.new-`);
  try {
    moveIn(make(work), folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Another installer may have been first; both made the same thing. */
function moveIn(made, folder) {
  try {
    fs.renameSync(made, folder);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
}
