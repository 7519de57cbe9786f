// Where everything is inside a run directory. No other file spells a path of it.
import path from 'node:path';
import type { Cell } from './types';

/** Round and fence numbers have at least two digits, so that names sort as numbers do. */
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

/** What people call the run. */
export const labelFile = (runDir: string): string => path.join(runDir, 'label.json');

/** All files that lie in the run directory itself, but for the claims of its lock. */
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

/** What was damaged and is trained again. */
export const damagedFolder = (runDir: string): string => path.join(runDir, 'damaged');

/** Everything that is not committed yet. */
export const tmpFolder = (runDir: string): string => path.join(runDir, 'tmp');
/** What the holder of the lock with this token has not committed yet; the next holder removes it. */
export const holderFolder = (runDir: string, token: string): string => path.join(tmpFolder(runDir), token);
/** The only folder that worker `worker` of the holder with this token writes in. */
export const workerFolder = (runDir: string, token: string, worker: number): string =>
  path.join(holderFolder(runDir, token), String(worker));

export const trialsFolder = (runDir: string): string => path.join(runDir, 'trials');
export const trialFolder = (runDir: string, trial: number): string =>
  path.join(runDir, 'trials', String(trial));
/** θ0 of a trial. */
export const initPath = (trial: number): string => `trials/${trial}/init.safetensors`;
export const initFile = (runDir: string, trial: number): string => path.join(runDir, initPath(trial));
/** Where the cell of this trial and arm that is being trained now can be gone on with. */
export const checkpointPath = (trial: number, arm: string): string =>
  `trials/${trial}/${arm}/checkpoint.safetensors`;
export const checkpointFile = (runDir: string, trial: number, arm: string): string =>
  path.join(runDir, checkpointPath(trial, arm));

/** What a cell's folder holds; `rewind.safetensors` only for the dense net of a run that rewinds to an iteration. */
export type CellFile =
  | 'metrics.json'
  | 'mask.safetensors'
  | 'weights.safetensors'
  | 'early-stop.safetensors'
  | 'rewind.safetensors';

/** A cell's folder relative to the run directory, with `/` on every system: the name that commits use. */
export const cellPath = (cell: Cell): string => `trials/${cell.trial}/${cell.arm}/${digits(cell.round)}`;
export const cellFolder = (runDir: string, cell: Cell): string => path.join(runDir, cellPath(cell));
export const cellFile = (runDir: string, cell: Cell, file: CellFile): string =>
  path.join(cellFolder(runDir, cell), file);

/** The cell that a path relative to the run directory belongs to: its folder or a file in it. */
export function cellOf(relative: string): Cell | undefined {
  const match = /^trials\/(\d+)\/([^/]+)\/(\d{2,})(?:\/[^/]+)?$/.exec(relative.replaceAll('\\', '/'));
  const [, trial, arm, round] = match ?? [];
  if (trial === undefined || arm === undefined || round === undefined) return undefined;
  const cell = { trial: Number(trial), arm, round: Number(round) };
  // `007` or `trials/01` name the same numbers but are not where a cell lies.
  return `${relative.replaceAll('\\', '/')}/`.startsWith(`${cellPath(cell)}/`) ? cell : undefined;
}
