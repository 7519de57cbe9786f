// Finds the Node that trains. TensorFlow never runs inside the editor, and Ticket never trains on the editor's
// Electron, which restricts the memory that addons share.
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from './problem';
import { namedProgram, programsOnPath } from './program';

const OLDEST = [20, 19] as const;
const ASK_MS = 20_000;
const SHELL_MS = 15_000;

export interface FoundNode {
  readonly program: string;
  /** Such as `22.20.0`. */
  readonly version: string;
  readonly source: 'named' | 'running' | 'path' | 'login shell';
}

/** The current process; tests pass another. */
export interface Running {
  readonly execPath: string;
  readonly versions: NodeJS.Dict<string>;
  readonly platform: string;
}

const found = new Map<string, Promise<FoundNode>>();

/**
 * The Node that `TICKET_NODE` names; else the current one, unless it is Electron; else the first on the PATH that can
 * train; else the one of a login shell, where version managers put theirs. Cached per environment.
 *
 * @throws {EnvironmentError} if the named one cannot train, or none can, with the reason for each.
 */
export async function findNode(
  env: NodeJS.ProcessEnv = process.env,
  running: Running = process,
): Promise<FoundNode> {
  const key = JSON.stringify([env.TICKET_NODE, env.PATH, env.SHELL, running.execPath]);
  const known = found.get(key) ?? search(env, running);
  found.set(key, known);
  try {
    return await known;
  } catch (error) {
    // The user may install one before the next call.
    found.delete(key);
    throw error;
  }
}

async function search(env: NodeJS.ProcessEnv, running: Running): Promise<FoundNode> {
  const remedy = `Install Node ${OLDEST.join('.')} or later, or set TICKET_NODE to it (in the editor, the setting ticket.node).`;
  if (env.TICKET_NODE) {
    const program = namedProgram(env.TICKET_NODE, env);
    if (program === undefined)
      throw new EnvironmentError(`TICKET_NODE names ${env.TICKET_NODE}, which is not on the PATH.`, remedy);
    const answer = await ask(program, env);
    if ('refused' in answer) throw new EnvironmentError(`${answer.refused}.`, remedy);
    return { ...answer, source: 'named' };
  }
  const { electron, node = '' } = running.versions;
  if (electron === undefined) return { program: running.execPath, version: node, source: 'running' };

  const refused: string[] = [];
  for (const [source, programs] of [
    ['path', () => Promise.resolve(programsOnPath('node', env, running.platform))],
    ['login shell', () => inLoginShell(env, running.platform)],
  ] as const) {
    for (const program of await programs()) {
      const answer = await ask(program, env);
      if (!('refused' in answer)) return { ...answer, source };
      refused.push(answer.refused);
    }
  }
  const why = refused.length === 0 ? 'found none on the PATH or in a login shell' : refused.join('; ');
  throw new EnvironmentError(`Training needs Node: ${why}.`, remedy);
}

/** Queries a program for its version. Electron would hide itself behind --version. */
async function ask(
  program: string,
  env: NodeJS.ProcessEnv,
): Promise<{ program: string; version: string } | { refused: string }> {
  let said: string;
  try {
    const question = 'process.versions.electron ? "Electron" : process.versions.node';
    const options = { env, timeout: ASK_MS, killSignal: 'SIGKILL' } as const;
    said = (await promisify(execFile)(program, ['-p', question], options)).stdout.trim();
  } catch {
    return { refused: `${program} does not run as Node` };
  }
  if (said === 'Electron') return { refused: `${program} is Electron, which cannot train` };
  const [major = NaN, minor = NaN] = said.split('.').map(Number);
  if (Number.isNaN(major + minor)) return { refused: `${program} does not run as Node` };
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return isNew ? { program, version: said } : { refused: `${program} is Node ${said}, which is too old` };
}

/**
 * The Node of the user's login shell, by its own `process.execPath`, since `node` there may be a wrapper script.
 * Empty if the shell is missing, has no Node, or takes too long.
 */
async function inLoginShell(env: NodeJS.ProcessEnv, platform: string): Promise<readonly string[]> {
  const { SHELL: shell } = env;
  if (platform === 'win32' || !shell || !path.isAbsolute(shell)) return [];
  // Marks separate the answer from other output of the shell.
  const mark = randomUUID();
  const script = `echo ${mark}; node -p process.execPath; echo ${mark}`;
  // Start a new session, since an interactive shell takes over the terminal.
  const child = spawn(shell, ['-l', '-i', '-c', script], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has exited.
    }
  };
  const timer = setTimeout(end, SHELL_MS);
  await new Promise<void>((resolve) => child.once('close', resolve).once('error', () => resolve()));
  clearTimeout(timer);
  const program = said.split(mark)[1]?.trim() ?? '';
  return path.isAbsolute(program) && !program.includes('\n') ? [program] : [];
}
