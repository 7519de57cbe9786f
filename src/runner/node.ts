// The Node that trains. TensorFlow never runs inside the editor, and the editor's own Electron has rules of its own for
// the memory that addons share: it is never used.
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

/** What this runs on; given in tests. */
export interface Running {
  readonly execPath: string;
  readonly versions: NodeJS.Dict<string>;
  readonly platform: string;
}

const found = new Map<string, Promise<FoundNode>>();

/**
 * The Node that `TICKET_NODE` names; else the one that runs this, unless it is Electron; else the first on the PATH that
 * can train; else the one that a login shell has, where version managers put theirs. Found once for each environment.
 *
 * @throws {EnvironmentError} where the named one cannot train, or there is none, with why each was refused.
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
    // It may be installed until the next time.
    found.delete(key);
    throw error;
  }
}

async function search(env: NodeJS.ProcessEnv, running: Running): Promise<FoundNode> {
  const remedy = `Install Node ${OLDEST.join('.')} or later, or let TICKET_NODE name it (the setting ticket.node, in the editor).`;
  if (env.TICKET_NODE) {
    const program = namedProgram(env.TICKET_NODE, env);
    if (program === undefined)
      throw new EnvironmentError(
        `There is no ${env.TICKET_NODE} on the PATH, which TICKET_NODE names.`,
        remedy,
      );
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
  const why =
    refused.length === 0 ? 'there is none on the PATH, and none in a login shell' : refused.join('; ');
  throw new EnvironmentError(`Training needs a Node: ${why}.`, remedy);
}

/** What a program says that it is. Electron answers to --version with its own, and to this with the truth. */
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
    return { refused: `${program} is no Node that runs` };
  }
  if (said === 'Electron') return { refused: `${program} is Electron, which cannot train` };
  const [major = NaN, minor = NaN] = said.split('.').map(Number);
  if (Number.isNaN(major + minor)) return { refused: `${program} is no Node that runs` };
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return isNew ? { program, version: said } : { refused: `${program} is Node ${said}, which cannot train` };
}

/**
 * The Node of the user's login shell, asked for its own path: what is called `node` there may be a script that chooses.
 * Empty where there is no such shell, it has none, or it takes too long.
 */
async function inLoginShell(env: NodeJS.ProcessEnv, platform: string): Promise<readonly string[]> {
  const { SHELL: shell } = env;
  if (platform === 'win32' || !shell || !path.isAbsolute(shell)) return [];
  // What a shell prints of its own is told from the answer by marks.
  const mark = randomUUID();
  const script = `echo ${mark}; node -p process.execPath; echo ${mark}`;
  // In a session of its own, since an interactive shell takes the terminal.
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
      // It has ended.
    }
  };
  const timer = setTimeout(end, SHELL_MS);
  await new Promise<void>((resolve) => child.once('close', resolve).once('error', () => resolve()));
  clearTimeout(timer);
  const program = said.split(mark)[1]?.trim() ?? '';
  return path.isAbsolute(program) && !program.includes('\n') ? [program] : [];
}
