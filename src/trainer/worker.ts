// A worker process: loads TensorFlow and the data once, then trains the cells it receives. It writes only to its own
// temporary folder; the coordinator moves the results into the run.
import fs from 'node:fs';
import path from 'node:path';
import type { Known } from '../language/check';
import { checkpointFile, checkpointPath, initFile, initPath } from '../runs/layout';
import type { Cell } from '../runs/types';
import { loadBackend } from './backend';
import { writeCell } from './cell-files';
import { drawInit, startCell } from './cell-start';
import { selfTest } from './embedded/self-test';
import { makeEngine } from './engine/engines';
import { loadExperiment, type Experiment } from './experiment';
import type { FromWorker, ToWorker } from './messages';
import { pinnedSplits } from '../runs/manifest';
import { encodeWeights, shapesOf } from './tensor-files';
import { makeTrainer, trainCell, type Trainer } from './train';
import { explain, isModuleMistake, isPackageChange } from './module-mistake';
import { decodeCheckpoint, encodeCheckpoint, type TrainingState } from './training-state';
import type { RunPlace } from '../runs/damage';
import type { Place } from '../runs/checksums';
import { writing, WriteError } from '../runs/atomic';
import { BadFileError } from '../runs/json';
import { isThere, MOST, readFileIn } from '../runs/run-file';

type Load = Extract<ToWorker, { type: 'load' }>;

/** Serves the coordinator until the channel closes. */
export function serve(): void {
  let loaded: Promise<Worker> | undefined;
  let stopping = false;
  const send = (message: FromWorker): void => {
    if (process.connected) process.send?.(message);
  };
  const fail = (error: unknown, cell?: Cell): void => {
    console.error(error); // with the stack, for the log
    const isAboutTheMachine = error instanceof WriteError || isPackageChange(error) || !cell;
    const cause = isModuleMistake(error) ? 'module' : isAboutTheMachine ? 'machine' : 'training';
    send({ type: 'failed', ...(cell && { cell }), message: explain(error), cause });
  };
  // The coordinator answers signals to the process group: it asks for checkpoints first.
  process.on('SIGTERM', () => undefined).on('SIGINT', () => undefined);
  process.on('message', (message: ToWorker) => {
    if (message.type === 'stop') stopping = true;
    else if (message.type === 'load') {
      loaded = load(message, send, () => stopping);
      loaded.then(
        (worker) => send({ type: 'ready', tuple: worker.tuple, read: worker.read }),
        (error: unknown) => fail(error),
      );
    } else {
      const { cell } = message;
      loaded?.then((worker) => worker.train(cell)).catch((error: unknown) => fail(error, cell));
    }
  });
}

interface Worker {
  readonly tuple: Extract<FromWorker, { type: 'ready' }>['tuple'];
  readonly read: Experiment['read'];
  train(cell: Cell): Promise<void>;
}

async function load(
  message: Load,
  send: (message: FromWorker) => void,
  stopping: () => boolean,
): Promise<Worker> {
  const { request, folder, checkpointSeconds, engine, threads, places } = message;
  const { tf, computedWith } = await loadBackend(request.runtime, threads);
  const experiment = await loadExperiment(request.spec, request.known as Known, {
    ...request,
    splits: pinnedSplits(request.runDir),
  });
  if (request.runtime.kind === 'embedded') await selfTest(tf, experiment);
  const trainer = makeTrainer(tf, makeEngine(tf, engine), experiment, places);
  // The worker's folder lies in the coordinator's, which disappears with the run.
  writing(folder, () => fs.mkdirSync(folder));
  return {
    tuple: { engine, ...computedWith, ...(places > 1 && { places }) },
    read: experiment.read,
    train: (cell) =>
      trainOne(trainer, cell, {
        runDir: request.runDir,
        identity: request.manifest.identity,
        folder,
        checkpointSeconds,
        send,
        stopping,
      }),
  };
}

interface Surroundings extends RunPlace {
  readonly folder: string;
  readonly checkpointSeconds: number;
  send(message: FromWorker): void;
  stopping(): boolean;
}

async function trainOne(trainer: Trainer, cell: Cell, at: Surroundings): Promise<void> {
  const { experiment, tf } = trainer;
  const shapes = shapesOf(experiment.plan);
  const start = startCell(tf, experiment, at, cell);
  const kept = checkpointFile(at.runDir, cell.trial, cell.arm);
  const place = { run: at.identity, file: checkpointPath(cell.trial, cell.arm) };
  const resumed = readCheckpoint(at.runDir, kept, cell.round, place);
  at.send({ type: 'started', cell, iteration: resumed?.iteration ?? start.begin.iteration });

  let saved = Date.now();
  let checkpoints = 0;
  const outcome = await trainCell(trainer, start, resumed, {
    async pause() {
      // Receives the coordinator's messages, which cannot arrive while the library computes.
      await new Promise((resume) => setImmediate(resume));
      if (at.stopping()) return 'stop';
      return Date.now() - saved >= at.checkpointSeconds * 1000 ? 'checkpoint' : 'go on';
    },
    checkpoint(state) {
      saved = Date.now();
      checkpoints += 1;
      const file = path.join(
        at.folder,
        `checkpoint-${cell.trial}-${cell.arm}-${cell.round}-${checkpoints}.safetensors`,
      );
      const bytes = encodeCheckpoint(state, cell.round, shapes, place);
      writing(file, () => fs.writeFileSync(file, bytes));
      at.send({ type: 'checkpoint', cell, file: path.basename(file) });
    },
    progress: (iteration, iterationsPerSecond) =>
      at.send({ type: 'progress', cell, iteration, iterationsPerSecond }),
    evaluated: (evaluation) => at.send({ type: 'evaluated', cell, evaluation }),
  });

  if (outcome.kind === 'stopped') {
    at.send({ type: 'stopped', cell });
    return;
  }
  const files = writeCell(at.folder, experiment, cell, start, outcome, at.identity);
  const init = path.join(at.folder, `init-${cell.trial}.safetensors`);
  const isFirst = cell.round === 0 && !isThere(at.runDir, initFile(at.runDir, cell.trial));
  if (isFirst) {
    const seal = { run: at.identity, file: initPath(cell.trial) };
    const bytes = encodeWeights(drawInit(experiment, cell.trial), shapes, seal);
    writing(init, () => fs.writeFileSync(init, bytes));
  }
  const named = { folder: path.basename(files), ...(isFirst && { init: path.basename(init) }) };
  at.send({ type: 'finished', cell, ...named });
}

/** The state that a cell resumes from. A damaged checkpoint costs only the time since the cell's start. */
function readCheckpoint(
  runDir: string,
  file: string,
  round: number,
  place: Place,
): TrainingState | undefined {
  try {
    const bytes = readFileIn(runDir, file, MOST.tensors);
    return bytes && decodeCheckpoint(bytes, file, round, place);
  } catch (error) {
    if (!(error instanceof BadFileError)) throw error;
    console.error(`${error.message} Training of this network starts over.`);
    return undefined;
  }
}
