// The user's cache folder: what is fetched, built or measured once for all workspaces.
import os from 'node:os';
import path from 'node:path';

/** `TICKET_CACHE`, else by the XDG base directory specification. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.TICKET_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'ticket');
}
