// Lists and reads the cells of a run. A cell exists once its folder, with its metrics, has its final name.
import fs from 'node:fs';
import { Type } from 'typebox';
import { checker } from './json';
import { cellFile, cellOf, cellPath, type CellFile } from './layout';
import { cellSchema, divergedSchema, evaluationSchema, natural } from './schemas';
import { entriesIn, isThere, readTextIn } from './run-file';
import { openJson, jsonWithChecksum, type Place } from './checksums';
import type { Cell, CellMetrics, RunManifest } from './types';

const momentSchema = Type.Object({
  iteration: natural,
  validationLoss: Type.Number(),
  validationAccuracy: Type.Number(),
  testAccuracy: Type.Number(),
});

const metricsSchema = Type.Object({
  cell: cellSchema,
  weights: natural,
  alive: Type.Record(Type.String(), natural),
  density: Type.Number(),
  iterations: natural,
  evaluations: Type.Array(evaluationSchema),
  earlyStop: Type.Optional(momentSchema),
  end: Type.Optional(momentSchema),
  diverged: Type.Optional(divergedSchema),
});

const check = checker(metricsSchema, 'the metrics of a cell');

/** The text of a cell's `metrics.json`. Equal metrics give equal bytes. */
export function metricsText(metrics: CellMetrics, run: string): string {
  return jsonWithChecksum(metrics, cellPlace(run, metrics.cell, 'metrics.json'));
}

/** The place of a cell's file. */
export const cellPlace = (run: string, cell: Cell, file: CellFile): Place => ({
  run,
  file: `${cellPath(cell)}/${file}`,
});

/** All cells of the plan: the ticket in every round, controls from round 1 on. */
export function plannedCells(manifest: RunManifest): readonly Cell[] {
  return manifest.rounds.flatMap(({ round }) =>
    Array.from({ length: manifest.trials }, (_, trial) => trial).flatMap((trial) =>
      manifest.arms
        .filter(({ group }) => round > 0 || group === 'ticket')
        .map(({ name }) => ({ trial, arm: name, round })),
    ),
  );
}

/** Whether a cell has been trained and committed. */
export function cellExists(runDir: string, cell: Cell): boolean {
  return isThere(runDir, cellFile(runDir, cell, 'metrics.json'));
}

/** The cells in a run directory, planned or not, sorted by trial, arm and round. */
export const existingCells = (runDir: string): readonly Cell[] =>
  cellPlaces(runDir).flatMap(({ cell, hasMetrics }) => (hasMetrics ? [cell] : []));

/** Cell folders without metrics; no writer leaves one. */
export const unfinishedFolders = (runDir: string): readonly Cell[] =>
  cellPlaces(runDir).flatMap(({ cell, hasMetrics }) => (hasMetrics ? [] : [cell]));

/** Everything named like a cell, in real folders only: a link could lead out of the run. */
function cellPlaces(runDir: string): readonly { readonly cell: Cell; readonly hasMetrics: boolean }[] {
  const entries = (relative: string): readonly fs.Dirent[] => entriesIn(runDir, `${runDir}/${relative}`);
  const folders = (relative: string): readonly string[] =>
    entries(relative).flatMap((entry) => (entry.isDirectory() ? [`${relative}/${entry.name}`] : []));
  return folders('trials')
    .flatMap(folders)
    .flatMap((arm) =>
      entries(arm).flatMap((entry) => {
        const cell = cellOf(`${arm}/${entry.name}`);
        const hasMetrics =
          cell !== undefined &&
          entry.isDirectory() &&
          fs.lstatSync(cellFile(runDir, cell, 'metrics.json'), { throwIfNoEntry: false }) !== undefined;
        return cell ? [{ cell, hasMetrics }] : [];
      }),
    )
    .sort(
      ({ cell: a }, { cell: b }) =>
        a.trial - b.trial || (a.arm === b.arm ? a.round - b.round : a.arm < b.arm ? -1 : 1),
    );
}

/**
 * A cell's metrics; undefined if the cell is not committed.
 *
 * @param run the identity of the run
 * @throws {BadFileError} if the file is damaged or belongs to another cell.
 */
export function readMetrics(runDir: string, cell: Cell, run: string): CellMetrics | undefined {
  const file = cellFile(runDir, cell, 'metrics.json');
  const text = readTextIn(runDir, file);
  return text === undefined
    ? undefined
    : check(openJson(text, file, cellPlace(run, cell, 'metrics.json')), file);
}
