// Helpers for the scripts: running programs, printing messages, exit codes.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Not import.meta.dirname: a Node that is too old must reach the version check.
export const root = fileURLToPath(new URL('..', import.meta.url));

/** An error of the environment, printed without a stack trace. */
export class Problem extends Error {}

export function say(text) {
  console.log(`\x1b[2m[ticket]\x1b[0m ${text}`);
}

/** Runs a program and returns its output; throws a `Problem` with the output if it fails or is missing. */
export function call(program, args, { remedy = '', ...options } = {}) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.error?.code === 'ENOENT') throw new Problem(`${program} is not installed. ${remedy}`.trim());
  if (result.error) throw result.error;
  if (result.status !== 0) {
    const printed = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-25).join('\n');
    const how = result.signal ?? `exit code ${result.status}`;
    throw new Problem(
      [`${program} ${args[0] ?? ''} failed (${how}).`, printed, remedy].filter(Boolean).join('\n'),
    );
  }
  return result.stdout ?? '';
}

/** Writes a file whole: a process may start from the file, or have loaded it as a library, at that moment. */
export function put(file, contents) {
  const fresh = `${file}.new-${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(fresh, contents);
  fs.renameSync(fresh, file);
}

/** Calls `work` with an empty folder to run Python in: with -c and -m, Python imports from its working folder first. */
export function inEmptyFolder(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-python-'));
  try {
    return work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a script's main function. Prints a `Problem` as its message (exit code 3), other errors with their stack (70). */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    const isProblem = error instanceof Problem;
    console.error(isProblem ? `\n${error.message}` : error);
    process.exitCode = isProblem ? 3 : 70;
  }
}
