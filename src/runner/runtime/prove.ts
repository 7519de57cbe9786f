// Tests a runtime by loading it and computing with it in a separate process, so that a library that crashes or hangs
// does no harm.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { version } from '../../../package.json';
import type { RuntimeRequest } from '../../runs/request';
import { writeIfPossible } from '../../runs/atomic';
import { MOST, readTextIn } from '../../runs/run-file';
import { cacheFolder } from '../cache';
import { findNode } from '../node';
import { ask, TrainerError } from '../trainer-process';
import type { Proof } from './candidate';

const LIMIT_MS = 60_000;

export interface ProveOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly limitMs?: number;
  /** Ignores a cached proof. */
  readonly fresh?: boolean;
  /** Caches nothing: the files are about to move. */
  readonly forget?: boolean;
}

/**
 * Loads the runtime in a child process and computes with it. Caches the proof while files, machine and program stay
 * the same; does not cache failures.
 *
 * @throws {TrainerError} with its output, if it does not load, computes something else, or takes too long.
 */
export async function prove(
  request: RuntimeRequest,
  { env = process.env, limitMs = LIMIT_MS, fresh = false, forget = false }: ProveOptions = {},
): Promise<Proof> {
  const memory = path.join(cacheFolder(env), 'proofs', `${await keyOf(request, env)}.json`);
  const known = fresh ? undefined : recall(memory, request);
  if (known) return known;
  const answer = await ask('probe', [JSON.stringify(request)], { limitMs, runtime: request, env });
  const proof = parseProof(answer, request);
  if (!proof)
    throw new TrainerError(
      `The test process returned an unexpected reply: ${JSON.stringify(answer).slice(0, 200)}`,
    );
  if (!forget) writeIfPossible(memory, JSON.stringify(proof));
  return proof;
}

function recall(file: string, request: RuntimeRequest): Proof | undefined {
  try {
    return parseProof(JSON.parse(readTextIn(path.dirname(file), file, MOST.note) ?? ''), request);
  } catch {
    return undefined;
  }
}

const proofSchema = Type.Object({
  backend: Type.Enum(['tensorflow', 'wasm']),
  library: Type.String({ minLength: 1 }),
  device: Type.Enum(['CPU', 'GPU']),
  cpuFeatures: Type.String(),
});

/** The value as a proof of this kind of runtime; undefined if it is invalid. */
function parseProof(value: unknown, { kind }: RuntimeRequest): Proof | undefined {
  const backend = { tensorflow: 'tensorflow', embedded: 'wasm' }[kind];
  return Value.Check(proofSchema, value) && value.backend === backend ? value : undefined;
}

/** A key that changes with everything a proof may depend on. */
async function keyOf(request: RuntimeRequest, env: NodeJS.ProcessEnv): Promise<string> {
  const folders =
    request.kind === 'tensorflow' ? [path.dirname(request.addon), ...request.libraryPath] : [request.folder];
  const files = folders.flatMap((folder) =>
    list(folder)
      .filter((name) => /\.(so[.\d]*|node|wasm)$/.test(name))
      .map((name) => stamp(path.join(folder, name))),
  );
  const node = await findNode(env);
  const machine = [
    os.hostname(),
    os.cpus()[0]?.model,
    node.program,
    node.version,
    version,
    env.CUDA_VISIBLE_DEVICES,
    // A GPU or its driver may change.
    fs.existsSync('/dev/nvidia0'),
    textOf('/proc/driver/nvidia/version'),
  ];
  return createHash('sha256')
    .update(JSON.stringify([request, files, machine]))
    .digest('hex')
    .slice(0, 16);
}

const textOf = (file: string): string => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

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
