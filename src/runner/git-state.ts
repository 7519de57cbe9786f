// Queries git for the commit of a folder, without running any program that the repository configures.
import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import { programOnPath } from './program';

const LIMIT_MS = 10_000;

export interface GitState {
  readonly commit: string;
  /** Files outside `.ticket/` differ from the commit, or git took too long to compare them. */
  readonly dirty: boolean;
}

/** The state of the folder's repository; undefined without a repository or git. */
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
    // git splits `-c` at the first `=`, so a filter with `=` in its name cannot be switched off.
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

/** Options that switch off everything a repository can configure: watchers, hooks, pagers, and the untracked cache. */
const quiet = [
  '--no-pager',
  '--no-optional-locks',
  ...['core.fsmonitor=false', `core.hooksPath=${os.devNull}`, 'core.untrackedCache=false'].flatMap(
    (setting) => ['-c', setting],
  ),
];
