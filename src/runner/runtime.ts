// Where TensorFlow is on this machine.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RuntimeRequest } from '../runs/request';
import { EnvironmentError } from './problem';
import runtime from './runtime.json';

export interface Runtime {
  readonly folder: string;
  /** Why this one was taken. */
  readonly why: string;
  readonly request: RuntimeRequest;
}

/**
 * The folder with TensorFlow's library and the addon: `TICKET_TENSORFLOW`, else the one that the set-up script made in
 * the user's cache folder.
 *
 * @throws {EnvironmentError} where there is none.
 */
export function findRuntime(env: NodeJS.ProcessEnv = process.env): Runtime {
  const has = (folder: string): boolean => fs.existsSync(path.join(folder, runtime.addon));
  const named = env.TICKET_TENSORFLOW;
  if (named) {
    if (has(named)) return runtimeIn(path.resolve(named), 'TICKET_TENSORFLOW names it');
    throw new EnvironmentError(
      `TICKET_TENSORFLOW is ${named}, where there is no ${runtime.addon}.`,
      'Correct it or unset it.',
    );
  }
  const folder = path.join(cacheFolder(env), runtime.folder);
  if (has(folder)) return runtimeIn(folder, 'the one in the cache folder');
  throw new EnvironmentError(
    `There is no TensorFlow in ${folder}.`,
    'Run `npm run setup`, which fetches and builds it.',
  );
}

const runtimeIn = (folder: string, why: string): Runtime => ({
  folder,
  why,
  request: { kind: 'tensorflow', addon: path.join(folder, runtime.addon), libraryPath: [] },
});

/** The user's cache folder for Ticket: `TICKET_CACHE`, else by the XDG base directory specification. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.TICKET_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'ticket');
}
