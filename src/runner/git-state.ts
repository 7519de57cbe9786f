// The commit that a folder is at, asked of git in a way that runs no program which the repository names.
import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import { programOnPath } from './program';

const LIMIT_MS = 10_000;

export interface GitState {
  readonly commit: string;
  /** Something beside `.ticket/` is not as in the commit, or could not be compared in time. */
  readonly dirty: boolean;
}

/** Nothing where the folder is in no repository, or there is no git. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  const env = {
    ...process.env,
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  const git = programOnPath('git');
  if (git === undefined) return undefined;
  const ask = async (more: readonly string[], ...args: readonly string[]): Promise<string> => {
    const options = {
      cwd: folder,
      env,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 24,
    } as const;
    return (await promisify(execFile)(git, [...quiet, ...more, ...args], options)).stdout;
  };
  let commit: string;
  try {
    commit = (await ask([], 'rev-parse', '--verify', 'HEAD')).trim();
  } catch {
    return undefined;
  }
  try {
    const names = (await ask([], 'config', '--list', '--name-only', '-z')).split('\0');
    const filters = names.filter((name) => /^filter\..*\.(clean|smudge|process|required)$/s.test(name));
    // git cuts `-c` at the first `=`: what is behind it in a name could not be switched off.
    if (filters.some((name) => name.includes('='))) return { commit, dirty: true };
    const off = filters.flatMap((name) => ['-c', `${name}=${name.endsWith('.required') ? 'false' : ''}`]);
    const status = await ask(
      off,
      'status',
      '--porcelain',
      '-z',
      '--no-renames',
      '--ignore-submodules=dirty',
      '--untracked-files=normal',
      '--',
      ':/',
      ':(top,exclude,glob)**/.ticket/**',
    );
    return { commit, dirty: status !== '' };
  } catch {
    return { commit, dirty: true };
  }
}

/** Nothing that is configured runs: no watcher, hook, pager, fetch of missing objects or look into a submodule. */
const quiet = [
  '--no-pager',
  '--no-optional-locks',
  ...['core.fsmonitor=false', `core.hooksPath=${os.devNull}`, 'core.untrackedCache=false'].flatMap(
    (setting) => ['-c', setting],
  ),
];
