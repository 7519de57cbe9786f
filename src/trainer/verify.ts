// Verifies a run's guarantees: reproduces the content of its cells from their sources and compares it bit for bit.
// Trains nothing.
import type { Masks, Weights } from '../lab/kinds';
import type { Known } from '../language/check';
import { cellPlace, existingCells, readMetrics } from '../runs/cells';
import type { Damage, RunPlace } from '../runs/damage';
import { problemOf } from '../runs/damage';
import { BadFileError } from '../runs/json';
import { cellFile, cellPath, initFile, initPath, type CellFile } from '../runs/layout';
import { pinnedSplits } from '../runs/manifest';
import type { StartRequest } from '../runs/request';
import { isThere } from '../runs/run-file';
import type { Cell, CellMetrics } from '../runs/types';
import { loadBackend } from './backend';
import { drawInit, startCell } from './cell-start';
import { DataChangedError } from './data-files';
import { loadExperiment, type Experiment } from './experiment';
import { countAlive, denseMasks } from './prune';
import { allCells, cellKey, TICKET } from './schedule';
import { sourceFiles } from './sources';
import { readMasks, readWeights } from './tensor-files';
import { earlyStop } from './train';
import type { Tf } from '../lab/tf';

export interface Verification {
  /** Number of cells checked. */
  readonly cells: number;
  /** Number of checked cells whose mask was reproduced; the source weights of the others were freed. */
  readonly remade: number;
  readonly problems: readonly Pick<Damage, 'file' | 'problem'>[];
  /** Reason why nothing was checked: the data differs from the run's training data. */
  readonly notLooked?: string;
}

/** Checks every planned cell that exists. `findDamage` reports files that cannot be read. */
export async function verifyGuarantees(request: StartRequest): Promise<Verification> {
  const { tf } = await loadBackend(request.runtime);
  let experiment: Experiment;
  try {
    experiment = await loadExperiment(request.spec, request.known as Known, {
      ...request,
      splits: pinnedSplits(request.runDir),
    });
  } catch (error) {
    if (!(error instanceof DataChangedError)) throw error;
    return { cells: 0, remade: 0, problems: [], notLooked: error.message.replace(/\.$/, '') };
  }
  const at = { runDir: request.runDir, identity: request.manifest.identity };
  const planned = new Set(allCells(experiment.plan).map(cellKey));
  const cells = existingCells(at.runDir).filter((cell) => planned.has(cellKey(cell)));
  const problems: Pick<Damage, 'file' | 'problem'>[] = [];
  const check = (file: string, verify: () => void): void => {
    const problem = problemOf(verify);
    if (problem !== undefined) problems.push({ file, problem });
  };
  for (const trial of new Set(cells.map(({ trial }) => trial))) {
    if (isThere(at.runDir, initFile(at.runDir, trial)))
      check(initPath(trial), () => verifyInit(at, experiment, trial));
  }
  let remade = 0;
  for (const cell of cells) {
    check(cellPath(cell), () => {
      if (verifyCell(tf, at, experiment, cell)) remade += 1;
    });
  }
  return { cells: cells.length, remade, problems };
}

function verifyInit({ runDir, identity }: RunPlace, experiment: Experiment, trial: number): void {
  const stored = readWeights(runDir, { run: identity, file: initPath(trial) });
  const first = firstDifference(stored, drawInit(experiment, trial));
  if (first !== undefined)
    throw new BadFileError(initPath(trial), `differs from the values that the seed gives, in ${first}`);
}

/**
 * Checks counts, masks, masked weights and early stop of a cell.
 *
 * @returns true if its mask was reproduced.
 * @throws {BadFileError} with the first broken guarantee.
 */
function verifyCell(tf: Tf, at: RunPlace, experiment: Experiment, cell: Cell): boolean {
  const { runDir, identity } = at;
  const { plan } = experiment;
  const broken = (problem: string): BadFileError => new BadFileError(cellPath(cell), problem);
  const has = (one: Cell, file: CellFile): boolean => isThere(runDir, cellFile(runDir, one, file));
  const metrics = readMetrics(runDir, cell, identity);
  if (!metrics) throw broken('has no metrics');
  const masks =
    cell.round === 0
      ? denseMasks(experiment)
      : readMasks(runDir, cellPlace(identity, cell, 'mask.safetensors'));

  const count = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + countAlive(masks.get(name) ?? new Uint8Array()), 0);
  // A control may keep weights in other layers than the ticket; its mask is reproduced below.
  const pools = cell.arm === TICKET ? plan.pools : [];
  for (const { parameters, keep } of pools) {
    const [left, planned] = [count(parameters), keep[cell.round]];
    if (left !== planned)
      throw broken(`has ${left} weights in ${parameters.join(', ')}, not ${String(planned)}`);
  }
  const [left, planned] = [count(masks.keys()), plan.rounds[cell.round]?.weights];
  if (left !== planned) throw broken(`has ${left} weights, not ${String(planned)}`);
  for (const [name, mask] of masks) {
    if (metrics.alive[name] !== countAlive(mask))
      throw broken(
        `reports ${String(metrics.alive[name])} weights in ${name}, but its mask has ${countAlive(mask)}`,
      );
  }
  for (const file of ['weights.safetensors', 'early-stop.safetensors'] as const) {
    if (!has(cell, file)) continue;
    for (const [name, values] of readWeights(runDir, cellPlace(identity, cell, file))) {
      const mask = masks.get(name);
      const alive = mask ? values.findIndex((value, i) => mask[i] === 0 && !Object.is(value, 0)) : -1;
      if (alive >= 0) throw broken(`has a masked weight that is not 0: ${name}[${alive}] in ${file}`);
    }
  }
  verifyMetrics(metrics, experiment, broken);

  if (cell.round === 0) return true;
  // A finished run may have freed the weights.
  const sources = sourceFiles(cell, plan);
  if (!sources.every((source) => has(source.cell, source.file))) return false;
  const start = startCell(tf, experiment, at, cell);
  const first = firstDifference(masks, start.masks);
  if (first !== undefined) throw broken(`has a mask that differs from the reproduced one, in ${first}`);
  return true;
}

function verifyMetrics(
  { evaluations, earlyStop: reported, end, diverged }: CellMetrics,
  { plan }: Experiment,
  broken: (problem: string) => BadFileError,
): void {
  if (diverged) return;
  const lowest = earlyStop(evaluations);
  if (
    !lowest ||
    reported?.iteration !== lowest.iteration ||
    reported.validationLoss !== lowest.validationLoss
  )
    throw broken('reports an early stop that is not the first evaluation with the lowest validation loss');
  if (end?.iteration !== plan.iterations) throw broken(`ends at iteration ${String(end?.iteration)}`);
}

/** The first array that differs bit for bit. */
function firstDifference(found: Weights | Masks, right: Weights | Masks): string | undefined {
  if (found.size !== right.size) return 'the set of parameters';
  for (const [name, values] of right) {
    const others = found.get(name);
    const isSame =
      others?.length === values.length && values.every((value, i) => Object.is(value, others[i]));
    if (!isSame) return name;
  }
  return undefined;
}
