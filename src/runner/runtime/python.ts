// Finds the Python interpreters of this machine, and their TensorFlow, without importing it.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { namedProgram, programOnPath } from '../program';

const LIMIT_MS = 10_000;

/** The interpreters to query: the editor's, those of active environments, then those on the PATH. */
export function pythons(env: NodeJS.ProcessEnv, selected?: string): readonly string[] {
  const inside = (folder: string | undefined): readonly string[] =>
    !folder
      ? []
      : [process.platform === 'win32' ? path.join(folder, 'python.exe') : path.join(folder, 'bin', 'python')];
  return [
    ...(selected ? [selected] : []),
    ...inside(env.VIRTUAL_ENV),
    ...inside(env.CONDA_PREFIX),
    ...['python3', 'python'].flatMap((name) => programOnPath(name, env) ?? []),
  ];
}

/** Its output; undefined if it is missing, fails or takes too long. */
export async function askPython(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const file = namedProgram(program, env);
  if (file === undefined) return undefined;
  let cwd: string | undefined;
  try {
    // With -c and -m, Python imports from the current folder first, so run it in an empty one: a pip.py elsewhere
    // would run.
    cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-python-'));
    const { stdout } = await promisify(execFile)(file, [...args], {
      cwd,
      env,
      timeout: LIMIT_MS,
    });
    return stdout.trim();
  } catch {
    return undefined;
  } finally {
    if (cwd !== undefined) fs.rmSync(cwd, { recursive: true, force: true });
  }
}

// Ignores a folder of the workspace that happens to be called tensorflow.
const SCRIPT = `
import os, sys
sys.path = [p for p in sys.path if p and os.path.abspath(p) != os.getcwd()]
import importlib.util
spec = importlib.util.find_spec("tensorflow")
print((list(spec.submodule_search_locations or [""]) if spec else [""])[0])
`;

/** The folder of a Python's `tensorflow` package; '' if it has none, undefined if the Python does not run. */
export const tensorflowOf = (program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> =>
  askPython(program, ['-c', SCRIPT], env);
