// Round commits: names and checksums of the files of a round's cells. A round is finished once its commit exists.
import path from 'node:path';
import { Type } from 'typebox';
import { makeFolderIn, writeDurably } from './atomic';
import { BadFileError, canonical, checker } from './json';
import { cellOf, cellPath, roundFile, roundPath, roundsFolder } from './layout';
import { readManifest, writeManifest } from './manifest';
import { entriesIn, isThere, needFolders, readTextIn, sha256In } from './run-file';
import { natural, texts } from './schemas';
import { openJson, jsonWithChecksum } from './checksums';
import type { Cell, RoundCommit } from './types';

const check = checker(Type.Object({ round: natural, files: texts }), 'the commit of a round');

/**
 * Commits a round: all files of `cells`, which must exist. If the round already has a commit (a trial or control was
 * added), its checksums stay, so that later changes of those files are still detected.
 *
 * @param run the identity of the run
 * @param within see `writeDurably`
 */
export function commitRound(
  runDir: string,
  round: number,
  cells: readonly Cell[],
  run: string,
  within = runDir,
): RoundCommit {
  const before = readRound(runDir, round, run)?.files ?? {};
  const files = cells.flatMap((cell) =>
    entriesIn(runDir, path.join(runDir, cellPath(cell))).map(({ name }) => `${cellPath(cell)}/${name}`),
  );
  const sums = files.map((file): [string, string] => [file, before[file] ?? sumOf(runDir, file)]);
  const commit = { round, files: { ...before, ...Object.fromEntries(sums) } };
  needFolders(runDir, roundFile(runDir, round));
  makeFolderIn(runDir, roundsFolder(runDir));
  writeDurably(
    roundFile(runDir, round),
    jsonWithChecksum(commit, { run, file: roundPath(round) }, 2),
    within,
  );
  return commit;
}

/**
 * The commit of a round; undefined if there is none.
 *
 * @throws {BadFileError} if the file is damaged, or belongs to another run or round.
 */
export function readRound(runDir: string, round: number, run: string): RoundCommit | undefined {
  const file = roundFile(runDir, round);
  const text = readTextIn(runDir, file);
  return text === undefined ? undefined : check(openJson(text, file, { run, file: roundPath(round) }), file);
}

function sumOf(runDir: string, file: string): string {
  const sum = sha256In(runDir, path.join(runDir, file));
  if (sum === undefined) throw new BadFileError(path.join(runDir, file), 'is missing.');
  return sum;
}

/** Whether a round has been committed. */
export function roundExists(runDir: string, round: number): boolean {
  return isThere(runDir, roundFile(runDir, round));
}

/** The rounds with a commit file, planned or not, valid or not. */
export function committedRounds(runDir: string): readonly number[] {
  return entriesIn(runDir, roundsFolder(runDir))
    .flatMap(({ name }) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The highest round with a commit; −1 for none. */
export const lastRound = (runDir: string): number => Math.max(-1, ...committedRounds(runDir));

/** The valid commits by round; `findDamage` reports the others. */
export function readCommits(runDir: string, run: string): readonly RoundCommit[] {
  return committedRounds(runDir).flatMap((round) => {
    try {
      return readRound(runDir, round, run) ?? [];
    } catch (error) {
      if (error instanceof BadFileError) return [];
      throw error;
    }
  });
}

/** The cells in a commit. */
export function cellsOf({ files }: RoundCommit): readonly Cell[] {
  const cells = Object.keys(files).flatMap((file) => cellOf(file) ?? []);
  return [...new Map(cells.map((cell) => [cellPath(cell), cell])).values()];
}

/**
 * Records the commits in `run.json`, so that readers notice a missing one. Ticket writes a commit before it records it:
 * a kill in between leaves an unrecorded commit, which the next start records, but never a record without a commit.
 * The recorded numbers of networks never decrease, since commits never shrink.
 *
 * @param within see `writeDurably`
 */
export function nameCommits(runDir: string, within = runDir): void {
  const manifest = readManifest(runDir);
  const { committed = {} } = manifest;
  const named = Object.fromEntries(
    readCommits(runDir, manifest.identity).map((commit) => [
      commit.round,
      Math.max(cellsOf(commit).length, committed[commit.round] ?? 0),
    ]),
  );
  const next = { ...committed, ...named };
  if (!manifest.committed || canonical(next) !== canonical(committed))
    writeManifest(runDir, { ...manifest, committed: next }, within);
}
