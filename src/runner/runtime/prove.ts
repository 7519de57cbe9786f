// Proves a runtime by loading it and computing with it in a process of its own: a library that crashes or hangs on
// loading takes nobody with it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version } from '../../../package.json';
import type { RuntimeRequest } from '../../runs/request';
import { WriteError, writeDurably } from '../../runs/atomic';
import { cacheFolder } from '../cache';
import { ask, nodeProgram, TrainerError } from '../trainer-process';
import type { Proof } from './candidate';

const LIMIT_MS = 60_000;

/**
 * Loads the runtime in a child and has it compute. A proof is remembered in the cache for as long as the files, the
 * machine and the program are the same; a failure is not.
 *
 * @throws {TrainerError} with what it said where it does not load, computes something else, or takes too long.
 */
export async function prove(
  request: RuntimeRequest,
  { env = process.env, limitMs = LIMIT_MS }: { env?: NodeJS.ProcessEnv; limitMs?: number } = {},
): Promise<Proof> {
  const memory = path.join(cacheFolder(env), 'proofs', `${keyOf(request, env)}.json`);
  const known = recall(memory);
  if (known) return known;
  const proof = (await ask('probe', [JSON.stringify(request)], { limitMs, runtime: request, env })) as Proof;
  try {
    writeDurably(memory, JSON.stringify(proof));
  } catch (error) {
    // A cache that cannot be written costs the next proof, not this one.
    if (!(error instanceof WriteError)) throw error;
  }
  return proof;
}

function recall(file: string): Proof | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Proof;
  } catch {
    return undefined;
  }
}

/** Changes with everything that a proof may hang on. */
function keyOf(request: RuntimeRequest, env: NodeJS.ProcessEnv): string {
  const folders =
    request.kind === 'tensorflow' ? [path.dirname(request.addon), ...request.libraryPath] : [request.folder];
  const files = folders.flatMap((folder) =>
    list(folder)
      .filter((name) => /\.(so[.\d]*|node|wasm)$/.test(name))
      .map((name) => stamp(path.join(folder, name))),
  );
  const machine = [
    os.hostname(),
    os.cpus()[0]?.model,
    nodeProgram(env),
    process.version,
    version,
    env.CUDA_VISIBLE_DEVICES,
  ];
  return createHash('sha256')
    .update(JSON.stringify([request, files, machine]))
    .digest('hex')
    .slice(0, 16);
}

const list = (folder: string): readonly string[] => {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
};

const stamp = (file: string): unknown => {
  const { size, mtimeMs } = fs.statSync(file, { throwIfNoEntry: false }) ?? {};
  return [file, size, mtimeMs];
};

export { TrainerError };
