// The user's cache folder: what is fetched, built or measured once for all workspaces.
import os from 'node:os';
import path from 'node:path';
import { EnvironmentError } from './problem';

/**
 * `TICKET_CACHE`, else by the XDG base directory specification, by which what is empty or relative counts as unset.
 *
 * @throws {EnvironmentError} where nothing says one and the user has no home.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TICKET_CACHE) return path.resolve(env.TICKET_CACHE);
  const { XDG_CACHE_HOME: xdg } = env;
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, 'ticket');
  try {
    return path.join(env.HOME || os.homedir(), '.cache', 'ticket');
  } catch {
    throw new EnvironmentError(
      'There is no home folder to keep a cache in.',
      'Let TICKET_CACHE name a folder for it.',
    );
  }
}
