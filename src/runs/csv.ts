// Exports the metrics of all cells as two tidy tables: one row per cell, and one row per evaluation. (In a single
// table half of the columns would be empty in every row.)
import { csv, type Field } from './csv-text';
import { existingCells, readMetrics } from './cells';
import { readManifest } from './manifest';
import type { ArmInfo, CellMetrics } from './types';
import { needWhole } from './whole';

const cellColumns = ['trial', 'arm', 'group', 'repeat', 'round', 'density', 'weights'];

/** One row per trained cell: its results at early stop and at the end; empty if it diverged before. */
export function cellsCsv(runDir: string): string {
  const columns = ['testAccuracy', 'testAccuracyAtEnd', 'earlyStopIteration', 'validationLoss'];
  const more = [
    'validationAccuracy',
    'validationLossAtEnd',
    'validationAccuracyAtEnd',
    'iterations',
    'divergedAt',
  ];
  return csv(
    [...cellColumns, ...columns, ...more],
    readAll(runDir).map(({ first, metrics: { earlyStop, end, iterations, diverged } }) => [
      ...first,
      earlyStop?.testAccuracy,
      end?.testAccuracy,
      earlyStop?.iteration,
      earlyStop?.validationLoss,
      earlyStop?.validationAccuracy,
      end?.validationLoss,
      end?.validationAccuracy,
      iterations,
      diverged?.iteration,
    ]),
  );
}

/** One row per evaluation of each trained cell. */
export function evaluationsCsv(runDir: string): string {
  return csv(
    [...cellColumns, 'iteration', 'validationLoss', 'validationAccuracy', 'trainingLoss'],
    readAll(runDir).flatMap(({ first, metrics }) =>
      metrics.evaluations.map((evaluation) => [
        ...first,
        evaluation.iteration,
        evaluation.validationLoss,
        evaluation.validationAccuracy,
        evaluation.trainingLoss,
      ]),
    ),
  );
}

/** The metrics of every cell in the run, with the leading fields of its rows. */
function readAll(runDir: string): readonly { first: readonly Field[]; metrics: CellMetrics }[] {
  const manifest = readManifest(runDir);
  needWhole(runDir, manifest);
  const { arms: all, identity } = manifest;
  const arms = new Map(all.map((arm): [string, ArmInfo] => [arm.name, arm]));
  return existingCells(runDir).flatMap((cell) => {
    const metrics = readMetrics(runDir, cell, identity);
    if (!metrics) return [];
    const arm = arms.get(cell.arm);
    const { density, weights } = metrics;
    return [
      { first: [cell.trial, cell.arm, arm?.group, arm?.repeat, cell.round, density, weights], metrics },
    ];
  });
}
