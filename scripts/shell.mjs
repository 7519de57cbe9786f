// Running programs and speaking to the person, for the scripts beside it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Not import.meta.dirname: a Node that is too old must come as far as to be told so.
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A mistake of the surroundings, told without a stack trace. */
export class Problem extends Error {}

export function say(text) {
  console.log(`\x1b[2m[ticket]\x1b[0m ${text}`);
}

/** Runs a program and waits; throws a `Problem` with what it printed where it fails or is not there. */
export function call(program, args, { remedy = '', ...options } = {}) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.error?.code === 'ENOENT') throw new Problem(`${program} was not found. ${remedy}`.trim());
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

/** Works with an empty folder: with -c and -m, Python imports from the folder that it runs in first. */
export function inEmptyFolder(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-python-'));
  try {
    return work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a script's main function: problems are told plainly (exit code 3), everything else with its stack (70). */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    const isProblem = error instanceof Problem;
    console.error(isProblem ? `\n${error.message}` : error);
    process.exitCode = isProblem ? 3 : 70;
  }
}
