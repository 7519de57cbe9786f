// The user's cache folder for downloads, builds and measurements, shared by all workspaces.
import os from 'node:os';
import path from 'node:path';
import { EnvironmentError } from './problem';

/**
 * `TICKET_CACHE`, else by the XDG base directory specification, which treats empty and relative values as unset.
 *
 * @throws {EnvironmentError} if no variable names one and the user has no home folder.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TICKET_CACHE) return path.resolve(env.TICKET_CACHE);
  const { XDG_CACHE_HOME: xdg } = env;
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, 'ticket');
  try {
    return path.join(env.HOME || os.homedir(), '.cache', 'ticket');
  } catch {
    throw new EnvironmentError('No home folder found for the cache.', 'Set TICKET_CACHE to a folder.');
  }
}
