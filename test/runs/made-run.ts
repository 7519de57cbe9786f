// Makes small run directories with chosen numbers, using the real writers.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { commitFolder, makeFolder, writeWithFolders } from '../../src/runs/atomic';
import { cellPlace, metricsText, plannedCells } from '../../src/runs/cells';
import { cellFolder, cellPath, initFile, initPath, specFile, workerFolder } from '../../src/runs/layout';
import { specSum, writeManifest } from '../../src/runs/manifest';
import { commitRound, nameCommits } from '../../src/runs/rounds';
import type { NamedTensors } from '../../src/runs/safetensors';
import { tensorsWithChecksum } from '../../src/runs/checksums';
import type { Cell, CellMetrics, Claim, RunManifest } from '../../src/runs/types';

/** A new folder, removed at the end of the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-runs-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An arm's test accuracies by round and trial; `null` is a missing cell. */
export type Accuracies = readonly (readonly (number | 'diverged' | null)[])[];

export interface Made {
  readonly trials?: number;
  /** By round; the first is the dense network. */
  readonly densities: readonly number[];
  /** By arm; `reinit-2` is the second repeat of `reinit`. Controls have no round 0. */
  readonly arms: Readonly<Record<string, Accuracies>>;
  readonly manifest?: Partial<RunManifest>;
  /** The evaluations of each network. */
  readonly evaluations?: CellMetrics['evaluations'];
}

export const init = new Float32Array([0.5, -0.25, -0, 1.5]);
export const trained = new Float32Array([0.75, 0, 0, 2.5]);
export const best = new Float32Array([0.625, 0, 0, 2]);
export const mask = new Uint8Array([1, 0, 0, 1]);
export const bias = new Float32Array([0.125, -0.125]);

/** The default identity of a run made here. */
export const identity = 'abc123';

const weights = (values: Float32Array, file: string, run = identity): Uint8Array =>
  tensorsWithChecksum(
    new Map([
      ['fc1.weight', { dtype: 'F32', shape: [2, 2], data: values }],
      ['fc1.bias', { dtype: 'F32', shape: [2], data: bias }],
    ]),
    { run, file },
  );

const specText = 'ticket: 1\nworkload: spirals\nmodel: mlp\n';

export function manifestOf({ trials = 3, densities, arms, manifest = {} }: Made): RunManifest {
  return {
    format: 1,
    name: 'made',
    identity,
    createdAt: '2024-05-01T10:00:00.000Z',
    trials,
    arms: Object.keys(arms).map((name) => {
      const [, group = name, repeat = '1'] = /^(.*?)-(\d+)$/.exec(name) ?? [];
      return { name, group, repeat: Number(repeat) - 1 };
    }),
    rounds: densities.map((density, round) => ({ round, density, weights: Math.round(1000 * density) })),
    iterationsPerCell: { dense: 100, pruned: 100 },
    rewind: 'init',
    specPath: 'made.ticket.yaml',
    provenance: {
      ticket: '0.1.0',
      node: 'v20',
      host: 'here',
      platform: 'linux',
    },
    sums: { spec: specSum(specText), data: {}, modules: {} },
    claims: {},
    ...manifest,
  };
}

/** The metrics of a cell: the early stop is at `1000 × accuracy` iterations, the end is 0.01 worse. */
export function metricsOf(cell: Cell, density: number, accuracy: number | 'diverged'): CellMetrics {
  const numbers = (testAccuracy: number) => ({
    validationLoss: 1 - testAccuracy,
    validationAccuracy: testAccuracy,
    testAccuracy,
  });
  const alive = Math.round(1000 * density);
  return {
    cell,
    weights: alive,
    alive: { 'fc1.weight': alive },
    density,
    iterations: 100,
    evaluations: [{ iteration: 50, validationLoss: 0.5, validationAccuracy: 0.75, trainingLoss: 0.625 }],
    ...(accuracy === 'diverged'
      ? { diverged: { iteration: 7, layer: 'fc1' } }
      : {
          earlyStop: { iteration: Math.round(1000 * accuracy), ...numbers(accuracy) },
          end: { iteration: 1000, ...numbers(accuracy - 0.01) },
        }),
  };
}

/** Adds one cell to a run, as a worker and the coordinator do. */
export function addCell(runDir: string, metrics: CellMetrics): void {
  const folder = path.join(workerFolder(runDir, 'made', 0), 'cell');
  const write = (name: string, data: string | Uint8Array): void =>
    writeWithFolders(path.join(folder, name), data);
  if (metrics.cell.round > 0) {
    const masks: NamedTensors = new Map([['fc1.weight', { dtype: 'U8', shape: [2, 2], data: mask }]]);
    write(
      'mask.safetensors',
      tensorsWithChecksum(masks, cellPlace(identity, metrics.cell, 'mask.safetensors')),
    );
  }
  if (!metrics.diverged) {
    const path = cellPath(metrics.cell);
    write('weights.safetensors', weights(trained, `${path}/weights.safetensors`));
    write('early-stop.safetensors', weights(best, `${path}/early-stop.safetensors`));
  }
  write('metrics.json', metricsText(metrics, identity));
  makeFolder(path.dirname(cellFolder(runDir, metrics.cell)));
  commitFolder(folder, cellFolder(runDir, metrics.cell));
}

export const rewound = (file: string): Uint8Array =>
  weights(new Float32Array([0.5625, -0.5, -0, 1.75]), file);

/** Makes a run directory; complete rounds are committed. */
export function makeRun(runDir: string, made: Made): void {
  const manifest = manifestOf(made);
  writeWithFolders(specFile(runDir), specText);
  writeManifest(runDir, manifest);
  for (let trial = 0; trial < manifest.trials; trial++) {
    writeWithFolders(initFile(runDir, trial), weights(init, initPath(trial)));
  }
  const planned = plannedCells(manifest);
  const accuracy = ({ arm, round, trial }: Cell) => made.arms[arm]?.[round]?.[trial] ?? null;
  for (const { round, density } of manifest.rounds) {
    const cells = planned.filter((cell) => cell.round === round);
    for (const cell of cells) {
      const value = accuracy(cell);
      const { evaluations } = made;
      if (value !== null)
        addCell(runDir, { ...metricsOf(cell, density, value), ...(evaluations && { evaluations }) });
    }
    if (cells.every((cell) => accuracy(cell) !== null)) commitRound(runDir, round, cells, identity);
  }
  nameCommits(runDir);
}

/** A claim about the ticket at the end, with changes. */
export function claim(changes: Partial<Claim> = {}): Claim {
  return {
    says: 'the ticket is as good as the dense net',
    at: 'end',
    metric: 'testAccuracy',
    of: { difference: ['ticket', 'dense'] },
    bound: { atLeast: -0.005 },
    over: 'mean',
    mustFail: [],
    ...changes,
  };
}
