// Writes the files of a finished cell into a folder of the worker; the coordinator renames it into the run.
import fs from 'node:fs';
import path from 'node:path';
import type { Weights } from '../lab/kinds';
import { cellPlace, metricsText } from '../runs/cells';
import { writing } from '../runs/atomic';
import { fault } from '../runs/fault';
import type { CellFile } from '../runs/layout';
import type { Cell, CellMetrics } from '../runs/types';
import type { Experiment } from './experiment';
import { countAlive } from './prune';
import { TICKET } from './schedule';
import { encodeMasks, encodeWeights, shapesOf } from './tensor-files';
import type { CellStart, Outcome } from './train';

/** Writes a cell's files into a new folder under `parent` and returns the folder. `run` is the run's identity. */
export function writeCell(
  parent: string,
  experiment: Experiment,
  cell: Cell,
  start: CellStart,
  outcome: Exclude<Outcome, { kind: 'stopped' }>,
  run: string,
): string {
  const folder = path.join(parent, `cell-${cell.trial}-${cell.arm}-${cell.round}`);
  fs.rmSync(folder, { recursive: true, force: true });
  writing(folder, () => fs.mkdirSync(folder));
  const shapes = shapesOf(experiment.plan);
  const write = (name: CellFile, content: string | Uint8Array): void => {
    const file = path.join(folder, name);
    writing(file, () => fs.writeFileSync(file, content));
    fault('cell file');
  };
  const weights = (name: CellFile, values: Weights): void =>
    write(name, encodeWeights(values, shapes, cellPlace(run, cell, name)));

  if (cell.round > 0)
    write('mask.safetensors', encodeMasks(start.masks, shapes, cellPlace(run, cell, 'mask.safetensors')));
  if (outcome.kind === 'finished') {
    if (cell.arm === TICKET || experiment.spec.run.keep === 'all') {
      weights('weights.safetensors', outcome.weights);
      weights('early-stop.safetensors', outcome.earlyStopWeights);
    }
    if (outcome.saved.size > 0) weights('rewind.safetensors', outcome.saved);
  }
  write('metrics.json', metricsText(metricsOf(experiment, cell, start, outcome), run));
  return folder;
}

function metricsOf(
  experiment: Experiment,
  cell: Cell,
  start: CellStart,
  outcome: Exclude<Outcome, { kind: 'stopped' }>,
): CellMetrics {
  const alive = Object.fromEntries([...start.masks].map(([name, mask]) => [name, countAlive(mask)]));
  const weights = Object.values(alive).reduce((sum, count) => sum + count, 0);
  const all = [...start.masks.values()].reduce((sum, mask) => sum + mask.length, 0);
  return {
    cell,
    weights,
    alive,
    density: weights / all,
    iterations: experiment.plan.iterations - start.begin.iteration,
    evaluations: outcome.evaluations,
    ...(outcome.kind === 'finished'
      ? { earlyStop: outcome.earlyStop, end: outcome.end }
      : { diverged: { iteration: outcome.iteration, layer: outcome.layer } }),
  };
}
