// Paths inside a run directory. No other file spells one out.
import path from 'node:path';
import type { Cell } from './types';

/** At least two digits, so that names sort like numbers. */
const digits = (n: number): string => String(n).padStart(2, '0');

/** The frozen spec. */
export const specFile = (runDir: string): string => path.join(runDir, 'spec.yaml');
export const manifestFile = (runDir: string): string => path.join(runDir, 'run.json');
/** The user's modules as the run was prepared with them; relative to the run directory. */
export const MODULES = 'modules.json';
export const modulesFile = (runDir: string): string => path.join(runDir, MODULES);
export const eventsFile = (runDir: string): string => path.join(runDir, 'events.jsonl');
export const logFile = (runDir: string): string => path.join(runDir, 'log.txt');
export const lockFile = (runDir: string): string => path.join(runDir, 'lock');
export const heartbeatFile = (runDir: string): string => path.join(runDir, 'heartbeat');
export const controlFile = (runDir: string): string => path.join(runDir, 'control');

/** The user-given name and tags. */
export const labelFile = (runDir: string): string => path.join(runDir, 'label.json');

/** All files directly in the run directory, except the claims of its lock. */
export const topFiles = (runDir: string): readonly string[] =>
  [
    specFile,
    manifestFile,
    modulesFile,
    eventsFile,
    logFile,
    lockFile,
    heartbeatFile,
    controlFile,
    labelFile,
  ].map((of) => of(runDir));

export const roundsFolder = (runDir: string): string => path.join(runDir, 'rounds');
/** Relative to the run directory, as `cellPath` is. */
export const roundPath = (round: number): string => `rounds/${digits(round)}.json`;
export const roundFile = (runDir: string, round: number): string => path.join(runDir, roundPath(round));

/** Damaged files, which are trained again. */
export const damagedFolder = (runDir: string): string => path.join(runDir, 'damaged');

/** Everything uncommitted. */
export const tmpFolder = (runDir: string): string => path.join(runDir, 'tmp');
/** Uncommitted files of the lock holder with this token; the next holder removes them. */
export const holderFolder = (runDir: string, token: string): string => path.join(tmpFolder(runDir), token);
/** The only folder to which worker `worker` of the holder with this token writes. */
export const workerFolder = (runDir: string, token: string, worker: number): string =>
  path.join(holderFolder(runDir, token), String(worker));

export const trialsFolder = (runDir: string): string => path.join(runDir, 'trials');
export const trialFolder = (runDir: string, trial: number): string =>
  path.join(runDir, 'trials', String(trial));
/** θ0 of a trial. */
export const initPath = (trial: number): string => `trials/${trial}/init.safetensors`;
export const initFile = (runDir: string, trial: number): string => path.join(runDir, initPath(trial));
/** The checkpoint of the cell in training of this trial and arm. */
export const checkpointPath = (trial: number, arm: string): string =>
  `trials/${trial}/${arm}/checkpoint.safetensors`;
export const checkpointFile = (runDir: string, trial: number, arm: string): string =>
  path.join(runDir, checkpointPath(trial, arm));

/** Files in a cell's folder; `rewind.safetensors` only for the dense network of a run that rewinds to an iteration. */
export type CellFile =
  | 'metrics.json'
  | 'mask.safetensors'
  | 'weights.safetensors'
  | 'early-stop.safetensors'
  | 'rewind.safetensors';

/** A cell's folder relative to the run directory, with `/` on every system, as in commits. */
export const cellPath = (cell: Cell): string => `trials/${cell.trial}/${cell.arm}/${digits(cell.round)}`;
export const cellFolder = (runDir: string, cell: Cell): string => path.join(runDir, cellPath(cell));
export const cellFile = (runDir: string, cell: Cell, file: CellFile): string =>
  path.join(cellFolder(runDir, cell), file);

/** The cell of a path relative to the run directory: of its folder or a file in it. */
export function cellOf(relative: string): Cell | undefined {
  const match = /^trials\/(\d+)\/([^/]+)\/(\d{2,})(?:\/[^/]+)?$/.exec(relative.replaceAll('\\', '/'));
  const [, trial, arm, round] = match ?? [];
  if (trial === undefined || arm === undefined || round === undefined) return undefined;
  const cell = { trial: Number(trial), arm, round: Number(round) };
  // `007` and `trials/01` have the same numbers but are not cell paths.
  return `${relative.replaceAll('\\', '/')}/`.startsWith(`${cellPath(cell)}/`) ? cell : undefined;
}
