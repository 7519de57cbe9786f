// Finds what a run claims to have but lacks: round commits, networks, their files, and the networks that others
// depend on.
import path from 'node:path';
import { existingCells, plannedCells, readMetrics } from './cells';
import { BadFileError, oneLine } from './json';
import { cellFolder, cellOf, cellPath, roundPath, trialFolder } from './layout';
import { madeFrom, neverTrained, TICKET } from './lineage';
import { cellsOf, committedRounds, readCommits } from './rounds';
import { entriesIn, isThere } from './run-file';
import { isWeights } from './spare';
import type { Cell, RoundCommit, RunManifest } from './types';

/** A missing file or folder, relative to the run directory, and its cell. */
export interface Hole {
  readonly file: string;
  readonly problem: string;
  readonly cell?: Cell;
}

type Claimed = Pick<RunManifest, 'identity' | 'rounds' | 'committed'>;

/** Snapshot of the networks in a run and of those in its commits. */
export interface Look {
  readonly there: readonly Cell[];
  /** Paths of `there`. */
  readonly has: ReadonlySet<string>;
  readonly commits: readonly (RoundCommit & { readonly cells: readonly Cell[] })[];
}

export function lookAt(runDir: string, identity: string): Look {
  const there = existingCells(runDir);
  const commits = readCommits(runDir, identity).map((commit) => ({ ...commit, cells: cellsOf(commit) }));
  return { there, has: new Set(there.map(cellPath)), commits };
}

/**
 * Missing or shrunk commits that `run.json` names, missing networks that commits name, and missing networks that a
 * planned network depends on. If a whole trial is missing, names the trial.
 */
export function missingNetworks(
  runDir: string,
  manifest: Claimed,
  { there, has, commits } = lookAt(runDir, manifest.identity),
): readonly Hole[] {
  const committed = committedRounds(runDir);
  const holes = new Map<string, Hole>();
  const add = (file: string, problem: string, cell?: Cell): void => {
    if (!holes.has(file)) holes.set(file, { file, problem, ...(cell && { cell }) });
  };
  for (const [round, networks] of Object.entries(manifest.committed ?? {})) {
    const file = roundPath(Number(round));
    const commit = commits.find((one) => one.round === Number(round));
    const named = commit?.cells.length ?? 0;
    // For a damaged commit, only the number of networks is known.
    const lost = networks - there.filter((cell) => cell.round === Number(round)).length;
    if (!commit && !committed.includes(Number(round)))
      add(file, 'is missing, but run.json says that the round is committed');
    else if (!commit && lost > 0)
      add(file, `is damaged, and ${lost} of the ${networks} networks of its round are missing`);
    else if (commit && named < networks)
      add(file, `names ${named} networks, but run.json says that it was committed with ${networks}`);
  }
  const addCell = (cell: Cell, why: string): void => {
    if (has.has(cellPath(cell))) return;
    const isTrialThere = isThere(runDir, trialFolder(runDir, cell.trial));
    add(isTrialThere ? cellPath(cell) : `trials/${cell.trial}`, `is missing, but ${why}`, cell);
  };
  for (const commit of commits)
    for (const cell of commit.cells) addCell(cell, `the commit of round ${cell.round} names it`);
  for (const cell of there)
    if (cell.round < manifest.rounds.length)
      for (const source of madeFrom(cell, manifest)) addCell(source, `${cellPath(cell)} depends on it`);
  return [...holes.values()];
}

/**
 * Missing committed files that no policy frees. These include only the weights that further rounds need: those of the
 * dense networks and of each trial's last ticket.
 */
export function missingFiles(
  runDir: string,
  { identity, rewind }: Pick<RunManifest, 'identity' | 'rewind'>,
  { there, commits } = lookAt(runDir, identity),
): readonly Hole[] {
  const last = new Map<number, number>();
  for (const { arm, trial, round } of [...there, ...commits.flatMap(({ cells }) => cells)])
    if (arm === TICKET) last.set(trial, Math.max(round, last.get(trial) ?? 0));
  const isLast = ({ trial, round }: Cell): boolean => round === last.get(trial);
  const names = new Map(
    there.map((cell) => [
      cellPath(cell),
      new Set(entriesIn(runDir, cellFolder(runDir, cell)).map(({ name }) => name)),
    ]),
  );
  const mayGo = (cell: Cell, file: string): boolean =>
    isWeights(path.basename(file)) &&
    (cell.arm !== TICKET || (rewind !== 'trained' && cell.round > 0 && !isLast(cell)));
  return commits.flatMap(({ round, files }) =>
    Object.keys(files).flatMap((file): readonly Hole[] => {
      const cell = cellOf(file);
      const isHole =
        cell && !mayGo(cell, file) && names.get(cellPath(cell))?.has(path.basename(file)) === false;
      return isHole ? [{ file, problem: `is missing, but the commit of round ${round} names it`, cell }] : [];
    }),
  );
}

/**
 * Requires that a run has all it claims, before anything is computed from it.
 *
 * @throws {BadFileError} naming the first missing commit or network.
 */
export function needWhole(runDir: string, manifest: Claimed): void {
  const holes = missingNetworks(runDir, manifest);
  const [first] = holes;
  if (!first) return;
  throw new BadFileError(
    path.join(runDir, first.file),
    `${problemOf(holes)} List everything missing with \`ticket verify\`; train it again with \`ticket resume\`.`,
  );
}

/** The message about missing networks of an active run. */
export const missingText = (holes: readonly Hole[]): string =>
  oneLine(`${holes[0]?.file ?? ''} ${problemOf(holes)} The results exclude it until it is trained again.`);

function problemOf([first, ...others]: readonly Hole[]): string {
  const more = others.length === 0 ? '' : `, and ${others.length} more are missing`;
  return `${first?.problem ?? ''}${more}.`;
}

export interface Progress {
  readonly finished: number;
  readonly total: number;
  /** Networks that can never be trained, because one they depend on diverged. */
  readonly lost: number;
  /** Whether all other networks are trained and their rounds committed. */
  readonly isComplete: boolean;
  /** Planned networks that are trainable but not trained. */
  readonly open: readonly Cell[];
  /** Rounds whose networks can all never be trained. */
  readonly lostRounds: readonly number[];
}

/** The progress of a run, by its files. */
export function progressOf(runDir: string, manifest: RunManifest): Progress {
  const planned = plannedCells(manifest);
  const has = new Set(existingCells(runDir).map(cellPath));
  const finished = (cell: Cell): boolean => has.has(cellPath(cell));
  const diverged = (cell: Cell): boolean =>
    finished(cell) && readMetrics(runDir, cell, manifest.identity)?.diverged !== undefined;
  const lost = new Set(neverTrained(planned, manifest, { finished, diverged }).map(cellPath));
  const open = planned.filter((cell) => !finished(cell) && !lost.has(cellPath(cell)));
  const committed = committedRounds(runDir);
  const lostRounds = manifest.rounds
    .map(({ round }) => round)
    .filter((round) => planned.every((cell) => cell.round !== round || lost.has(cellPath(cell))));
  return {
    finished: planned.filter(finished).length,
    total: planned.length,
    lost: lost.size,
    ...{ open, lostRounds },
    isComplete:
      open.length === 0 &&
      manifest.rounds.every(({ round }) => committed.includes(round) || lostRounds.includes(round)),
  };
}
