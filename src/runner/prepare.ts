// Prepares a checked spec for a start: finds its data and computes its identity and run directory.
import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import { dataNeeds } from '../language/data';
import { identity } from '../language/identity';
import type { Plan } from '../language/plan';
import type { Spec } from '../language/spec';
import { claimHash } from '../runs/claims';
import { specSum } from '../runs/manifest';
import { fromRun } from '../runs/places';
import { lastRound } from '../runs/rounds';
import { runName, specName } from '../runs/run-name';
import type { DataPlace } from '../runs/request';
import type { RunManifest } from '../runs/types';
import { fetchData, type FetchOptions } from './data';
import type { Examined } from './examine';

export type PrepareOptions = Omit<FetchOptions, 'folder'>;

export interface Prepared {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly runDir: string;
  readonly manifest: RunManifest;
  /** Data files by name. */
  readonly data: Readonly<Record<string, DataPlace>>;
}

/**
 * Everything about a run except the machine it trains on. `examined` has a plan and no errors. Downloads missing
 * data, as the options say.
 *
 * @throws {EnvironmentError} if data is missing and cannot be downloaded.
 * @throws the signal's reason if cancelled.
 */
export async function prepare(
  examined: Examined,
  runsFolder: string,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const { spec, plan, file, known, modules } = examined;
  if (!spec || !plan) throw new Error(`${file} was not checked before it was prepared.`);
  const folder = path.dirname(file);
  const needs = dataNeeds(spec, known);
  const data = await fetchData(needs.files, {
    ...options,
    folder: needs.folder === undefined ? undefined : path.resolve(folder, needs.folder),
  });
  const sums = {
    modules: modules.sums,
    data: Object.fromEntries([...data].map(([name, { sha256 }]) => [name, sha256])),
  };
  const name = specName(file);
  const id = identity({ spec, plan, ...sums });
  const runDir = path.join(runsFolder, runName(file, id));
  return {
    spec,
    plan,
    runDir,
    manifest: makeManifest(examined, { spec, plan, name, id, runDir, sums }),
    data: Object.fromEntries(data),
  };
}

interface Facts {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly name: string;
  readonly id: string;
  readonly runDir: string;
  readonly sums: {
    readonly modules: Readonly<Record<string, string>>;
    readonly data: Readonly<Record<string, string>>;
  };
}

function makeManifest(
  { file, text, modules }: Examined,
  { spec, plan, name, id, runDir, sums }: Facts,
): RunManifest {
  return {
    format: 1,
    name,
    identity: id,
    ...(spec.title !== undefined && { title: spec.title }),
    createdAt: new Date().toISOString(),
    specPath: path.resolve(file),
    specFromRun: fromRun(runDir, file),
    trials: plan.trials,
    arms: plan.arms.map(({ name: arm, group, repeat }) => ({ name: arm, group, repeat })),
    rounds: plan.rounds,
    rewind: plan.start.weights,
    sums: { ...sums, spec: specSum(text) },
    ...(Object.keys(modules.files).length > 0 && { sealed: true }),
    iterationsPerCell: { dense: plan.iterations, pruned: plan.iterations - plan.start.iteration },
    provenance: {
      ticket: version,
      node: process.version,
      host: os.hostname(),
      platform: `${process.platform}-${process.arch}`,
    },
    claims: Object.fromEntries(
      spec.claims.map((claim) => [claimHash(claim), { roundsBefore: lastRound(runDir) + 1 }]),
    ),
  };
}
