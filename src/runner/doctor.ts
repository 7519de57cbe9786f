// Examines everything on this machine that could train, and finds the command that fixes each problem.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../package.json';
import { labData } from '../language/data';
import { cacheFolder } from './cache';
import { toFetch } from './data';
import { locateData, type FoundFile } from './data-places';
import { EnvironmentError } from './problem';
import type { CandidateError } from './runtime/candidate';
import release from './runtime/release.json';
import { tryAll, type SearchOptions, type Tried } from './runtime/find';
import { findNode, type FoundNode } from './node';
import { programOnPath } from './program';

export interface Examination {
  readonly ticket: string;
  /** The Node that runs this, and the Node that trains, if there is one. */
  readonly node: { readonly version: string } & Partial<Pick<FoundNode, 'program' | 'source'>> & {
      readonly trains?: string;
    };
  readonly platform: string;
  readonly cpu: { readonly model: string; readonly cores: number };
  /** NVIDIA GPUs of the system, whether or not TensorFlow can use them. */
  readonly gpus: readonly string[];
  readonly cache: { readonly folder: string; readonly freeBytes: number | undefined };
  readonly runtimes: readonly (Tried & { readonly chosen: boolean })[];
  readonly data: readonly WorkloadData[];
  readonly errors: readonly CandidateError[];
}

/** Locations of the files of a built-in workload, and the download size of missing ones. */
export interface WorkloadData {
  readonly workload: string;
  readonly files: readonly (
    | (Pick<FoundFile, 'from' | 'path'> & { readonly name: string })
    | { readonly name: string; readonly fetchBytes: number }
  )[];
}

export async function examineMachine(options: SearchOptions = {}): Promise<Examination> {
  const { env = process.env } = options;
  const folder = cacheFolder(env);
  const [cpu] = os.cpus();
  const node = await nodeOrError(env);
  const tried = 'message' in node ? [] : await tryAll({ ...options, fresh: true });
  // A named runtime that does not work is an error; Ticket does not fall back to another.
  const isBlocked = tried.some(({ source, proof }) => source === 'named' && !proof);
  const chosen = isBlocked ? undefined : tried.find(({ proof }) => proof);
  const gpus = await nvidiaGpus();
  const errors = [
    ...('message' in node ? [node] : []),
    ...tried.flatMap(({ error }) => error ?? []),
    ...(chosen?.source === 'embedded'
      ? [
          {
            message: 'Training uses the embedded runtime, which is several times slower than TensorFlow.',
            remedy: 'ticket runtime install',
          },
        ]
      : []),
    ...(gpus.length > 0 && chosen?.proof?.device === 'CPU'
      ? [
          {
            message: `Training does not use the GPU (${gpus.join(', ')}).`,
            remedy: chosen.place.includes(release.gpu.folder)
              ? 'Check with nvidia-smi that the driver works and supports CUDA 12, then run: ticket doctor'
              : 'ticket runtime install --gpu',
          },
        ]
      : []),
  ];
  return {
    ticket: version,
    node: {
      version: process.version,
      ...('message' in node ? {} : { program: node.program, trains: node.version, source: node.source }),
    },
    platform: `${process.platform}-${process.arch}`,
    cpu: { model: cpu?.model.trim() ?? 'unknown', cores: os.availableParallelism() },
    gpus,
    cache: { folder, freeBytes: await freeBytes(folder) },
    runtimes: tried.map((one) => ({ ...one, chosen: one === chosen })),
    data: await Promise.all(labData().map((one) => locate(one, env))),
    errors,
  };
}

async function locate(
  { workload, files }: ReturnType<typeof labData>[number],
  env: NodeJS.ProcessEnv,
): Promise<WorkloadData> {
  const located = await locateData(files, { env });
  return {
    workload,
    files: located.map((one) => {
      const { name } = one.file;
      if (!one.found) return { name, fetchBytes: toFetch([one]) };
      const { from, path: place } = one.found;
      return { name, from, path: place };
    }),
  };
}

async function nodeOrError(env: NodeJS.ProcessEnv): Promise<FoundNode | CandidateError> {
  try {
    return await findNode(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return { message: error.message, remedy: error.remedy };
    throw error;
  }
}

/** Free disk space for the folder, which may not exist yet. */
async function freeBytes(folder: string): Promise<number | undefined> {
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      const { bavail, bsize } = await fs.promises.statfs(place);
      return bavail * bsize;
    } catch {
      if (path.dirname(place) === place) return undefined;
    }
  }
}

async function nvidiaGpus(): Promise<readonly string[]> {
  const program = programOnPath('nvidia-smi');
  if (program === undefined) return [];
  try {
    const { stdout } = await promisify(execFile)(
      program,
      ['--query-gpu=name,driver_version', '--format=csv,noheader'],
      { timeout: 10_000 },
    );
    return stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/,\s*/, ', driver '));
  } catch {
    return [];
  }
}
