// Reads the results of a run as plain numbers, for tables, charts and claims.
import fs from 'node:fs';
import { readMetrics } from './cells';
import { cellFile } from './layout';
import { readManifest } from './manifest';
import { roundExists } from './rounds';
import { summary, type Summary } from './statistics';
import { isHeld } from './state';
import { missingNetworks, needWhole, type Hole } from './whole';
import type { ArmInfo, Cell, CellMetrics, EngineTuple, Metric, RoundInfo, RunManifest } from './types';

/** All metrics, in the order of tables. */
export const metrics = [
  'testAccuracy',
  'testAccuracyAtEnd',
  'earlyStopIteration',
  'validationLoss',
] as const satisfies readonly Metric[];

/** The results of a trained network; one that diverged has none. */
export interface CellValues {
  readonly trial: number;
  readonly repeat: number;
  readonly values: Readonly<Partial<Record<Metric, number>>>;
  /** Number of remaining weights in each prunable parameter. */
  readonly alive: Readonly<Record<string, number>>;
  readonly diverged?: CellMetrics['diverged'];
}

/**
 * The results of an arm in a round, over all repeats of a control. Summaries are over trials × repeats, without
 * diverged networks, which are counted separately.
 */
export type ArmResults = Readonly<Partial<Record<Metric, Summary>>> & {
  readonly diverged: number;
  readonly cells: readonly CellValues[];
};

export interface RoundResults extends RoundInfo {
  /** Whether the round is complete and committed. */
  readonly committed: boolean;
  /** By group: `ticket` and the controls trained so far. */
  readonly arms: Readonly<Record<string, ArmResults>>;
}

export interface RunResults {
  readonly name: string;
  readonly identity: string;
  readonly title?: string;
  /** Engines of its networks: one, unless others were allowed; none before the first start. */
  readonly computedWith: readonly EngineTuple[];
  readonly trials: number;
  readonly arms: readonly ArmInfo[];
  /** All planned rounds; the ticket of the first is the dense network. */
  readonly rounds: readonly RoundResults[];
  /** The round at which each claim was first seen, by the claim's hash. */
  readonly claimsSeen: RunManifest['claims'];
  /** Committed networks that are missing in an active run; absent if there are none. */
  readonly missing?: readonly Hole[];
}

/** Cache of read cells by path. Cells do not change; a changed one would have another stamp. */
export type KnownCells = Map<string, { readonly stamp: string; readonly values: ReadCell }>;

type ReadCell = Omit<CellValues, 'trial' | 'repeat'>;

/**
 * The results of a run, finished or not.
 *
 * @param known cache for callers that read a run repeatedly
 * @throws {BadFileError} if a file of it is damaged or belongs to another run, or a network of a committed round is
 * missing.
 */
export function readResults(runDir: string, known?: KnownCells): RunResults {
  const manifest = readManifest(runDir);
  needWhole(runDir, manifest);
  return resultsOf(runDir, manifest, known);
}

/**
 * The results of a run for display. While the run is active, missing networks are being trained again: names them,
 * and shows the others.
 *
 * @throws {BadFileError} as {@link readResults} does; for a missing network only if the run is inactive.
 */
export function readShown(runDir: string, known?: KnownCells): RunResults {
  if (!isHeld(runDir)) return readResults(runDir, known);
  const manifest = readManifest(runDir);
  const missing = missingNetworks(runDir, manifest);
  return { ...resultsOf(runDir, manifest, known), ...(missing.length > 0 && { missing }) };
}

function resultsOf(runDir: string, manifest: RunManifest, known: KnownCells | undefined): RunResults {
  const { name, identity, title, trials, arms, engine, mixedEngines = [] } = manifest;
  return {
    name,
    identity,
    ...(title === undefined ? {} : { title }),
    computedWith: [...(engine ? [engine] : []), ...mixedEngines],
    trials,
    arms,
    rounds: manifest.rounds.map((info) => ({
      ...info,
      committed: roundExists(runDir, info.round),
      arms: Object.fromEntries(
        [...new Set(arms.map(({ group }) => group))]
          .map((group) => [group, readCells(runDir, manifest, group, info.round, known)] as const)
          .filter(([, cells]) => cells.length > 0)
          .map(([group, cells]) => [group, armResults(cells)]),
      ),
    })),
    claimsSeen: manifest.claims,
  };
}

function readCells(
  runDir: string,
  manifest: RunManifest,
  group: string,
  round: number,
  known: KnownCells | undefined,
): readonly CellValues[] {
  const arms = manifest.arms.filter((arm) => arm.group === group);
  return Array.from({ length: manifest.trials }, (_, trial) => trial).flatMap((trial) =>
    arms.flatMap(({ name, repeat }) => {
      const read = readCell(runDir, { trial, arm: name, round }, manifest.identity, known);
      return read === undefined ? [] : [{ trial, repeat, ...read }];
    }),
  );
}

function readCell(
  runDir: string,
  cell: Cell,
  run: string,
  known: KnownCells | undefined,
): ReadCell | undefined {
  const file = cellFile(runDir, cell, 'metrics.json');
  const stat = known && fs.statSync(file, { throwIfNoEntry: false });
  const stamp = stat ? `${stat.mtimeMs}/${stat.size}` : '';
  const before = known?.get(file);
  if (before?.stamp === stamp) return before.values;
  const read = readMetrics(runDir, cell, run);
  const values = read && cellValues(read);
  if (values && stat) known.set(file, { stamp, values });
  return values;
}

function cellValues({ alive, earlyStop, end, diverged }: CellMetrics): ReadCell {
  if (diverged) return { values: {}, alive, diverged };
  return {
    alive,
    values: {
      ...(earlyStop && {
        testAccuracy: earlyStop.testAccuracy,
        earlyStopIteration: earlyStop.iteration,
        validationLoss: earlyStop.validationLoss,
      }),
      ...(end && { testAccuracyAtEnd: end.testAccuracy }),
    },
  };
}

function armResults(cells: readonly CellValues[]): ArmResults {
  const summaries = metrics.map((metric) => {
    const values = cells.map((cell) => cell.values[metric]).filter((value) => value !== undefined);
    return [metric, summary(values)] as const;
  });
  return {
    ...Object.fromEntries(summaries.filter(([, found]) => found !== undefined)),
    diverged: cells.filter((cell) => cell.diverged).length,
    cells,
  };
}
