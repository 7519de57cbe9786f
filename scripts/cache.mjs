// The user's cache folder, shared by all checkouts, and atomic installation into it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** `TICKET_CACHE`, or the folder of the XDG base directory specification; the same as src/runner/cache.ts. */
export function cacheFolder(env = process.env) {
  if (env.TICKET_CACHE) return path.resolve(env.TICKET_CACHE);
  const xdg = env.XDG_CACHE_HOME;
  return xdg && path.isAbsolute(xdg)
    ? path.join(xdg, 'ticket')
    : path.join(env.HOME || os.homedir(), '.cache', 'ticket');
}

/**
 * Creates `folder` atomically: `make` fills a temporary folder and returns the path below it to rename to `folder`.
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

/** Another installer may have finished first, with the same content. */
function moveIn(made, folder) {
  try {
    fs.renameSync(made, folder);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
}
