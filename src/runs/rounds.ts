// The commit of a round: the names and checksums of its cells' files. A round is done once this file is there.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Type } from 'typebox';
import { errorCode, makeFolderIn, writeDurably } from './atomic';
import { checker } from './json';
import { cellPath, roundFile, roundPath, roundsFolder } from './layout';
import { natural, texts } from './schemas';
import { openJson, sealJson } from './seal';
import type { Cell, RoundCommit } from './types';

const check = checker(Type.Object({ round: natural, files: texts }), 'the commit of a round');

/** Lower-case hex SHA-256 of a file. */
export const sha256Of = (file: string): string =>
  createHash('sha256').update(fs.readFileSync(file)).digest('hex');

/**
 * Commits a round: all files of `cells`, each of which must exist. Where the round has a commit already (a trial or
 * a control was added), its checksums stay, so that a file that has changed since is still found out.
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
    fs.readdirSync(path.join(runDir, cellPath(cell))).map((name) => `${cellPath(cell)}/${name}`),
  );
  const sums = files.map((file): [string, string] => [
    file,
    before[file] ?? sha256Of(path.join(runDir, file)),
  ]);
  const commit = { round, files: { ...before, ...Object.fromEntries(sums) } };
  makeFolderIn(runDir, roundsFolder(runDir));
  writeDurably(roundFile(runDir, round), sealJson(commit, { run, file: roundPath(round) }, 2), within);
  return commit;
}

/**
 * The commit of a round, or undefined where it has none.
 *
 * @throws {BadFileError} where the file is damaged, or is another run's or round's.
 */
export function readRound(runDir: string, round: number, run: string): RoundCommit | undefined {
  const file = roundFile(runDir, round);
  try {
    return check(openJson(fs.readFileSync(file, 'utf8'), file, { run, file: roundPath(round) }), file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a round has been committed. */
export function roundExists(runDir: string, round: number): boolean {
  return fs.existsSync(roundFile(runDir, round));
}

/** The rounds that have a commit, whether the run is still to have them or not, and whether or not it is whole. */
export function committedRounds(runDir: string): readonly number[] {
  const folder = roundsFolder(runDir);
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return names
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The highest round that has a commit; −1 for none. */
export const lastRound = (runDir: string): number => Math.max(-1, ...committedRounds(runDir));

/** The committed files that are not there (freed, or never kept) and those whose content has changed. */
export function verifyRound(
  runDir: string,
  commit: RoundCommit,
): { readonly missing: readonly string[]; readonly changed: readonly string[] } {
  const files = Object.entries(commit.files).map(([file, sum]) => ({
    file,
    sum,
    full: path.join(runDir, file),
  }));
  const [missing, there] = [
    files.filter(({ full }) => !fs.existsSync(full)),
    files.filter(({ full }) => fs.existsSync(full)),
  ];
  return {
    missing: missing.map(({ file }) => file),
    changed: there.filter(({ full, sum }) => sha256Of(full) !== sum).map(({ file }) => file),
  };
}
