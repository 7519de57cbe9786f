// The files that say what a run is: written by the coordinator once it holds the lock.
import fs from 'node:fs';
import path from 'node:path';
import { writeDurably } from '../runs/atomic';
import { existingCells } from '../runs/cells';
import { BadFileError, canonical } from '../runs/json';
import { manifestFile, roundsFolder, specFile } from '../runs/layout';
import { readManifest, writeManifest } from '../runs/manifest';
import type { StartRequest } from '../runs/request';
import { isThere, wrongKind } from '../runs/run-file';
import { writeSealedModules } from '../runs/sealed-modules';
import type { EngineTuple, Provenance, RunManifest, SplitSums } from '../runs/types';
import { DataChangedError } from './data-files';
import { firstChange } from './splits';

/** A request to stop or a label is written in a moment, by whoever asks: one that is this old was never finished. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Removes files that never got their final names: those of a coordinator of an earlier version, which wrote beside them,
 * and those that others have left.
 */
export function sweep(runDir: string): void {
  const rounds = roundsFolder(runDir);
  const isReal = wrongKind(rounds, 'a folder') === undefined && fs.existsSync(rounds);
  for (const folder of [runDir, ...(isReal ? [rounds] : [])]) {
    for (const name of fs.readdirSync(folder)) {
      const file = path.join(folder, name);
      const isOwn =
        /^(\d+\.json|run\.json|modules\.json|spec\.yaml|lock(\.\d+)?|heartbeat)\.[0-9a-f]{8}\.tmp$/.test(
          name,
        );
      const isOthers = /^(control|label\.json)\.[0-9a-f]{8}\.tmp$/.test(name);
      if (isOwn || (isOthers && ageMs(file) > ABANDONED_MS)) fs.rmSync(file, { force: true });
    }
  }
}

const ageMs = (file: string): number =>
  Date.now() - (fs.lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);

/**
 * Writes the frozen spec, its modules and the manifest. A run that is there already keeps when and where it was created, its
 * engine, and what is known of when its claims were written.
 *
 * @param within the folder that they come through; see `Lock.folder`
 * @throws {EngineError} where there are networks of which no manifest says what they were computed with.
 */
export function writeStart(
  { runDir, spec, manifest, modules, allowOtherEngine }: StartRequest,
  within = runDir,
): void {
  const before = isThere(runDir, manifestFile(runDir)) ? readManifest(runDir) : undefined;
  const isOrphaned = !before && existingCells(runDir).length > 0;
  if (isOrphaned && !allowOtherEngine) {
    throw new EngineError(
      `${runDir} has networks and no run.json that says what they were computed with. ` +
        'Bring it back, or pass --allow-other-engine, which marks the run as mixed.',
    );
  }
  if (before && before.identity !== manifest.identity) {
    throw new BadFileError(
      manifestFile(runDir),
      `is that of the run ${before.identity}, and the spec is the run ${manifest.identity}. Move it away and run the spec again with --allow-other-engine: its networks are kept.`,
    );
  }
  writeDurably(specFile(runDir), spec, within);
  if (manifest.sealed === true) writeSealedModules(runDir, manifest.identity, modules, within);
  const started = {
    ...manifest,
    ...(before && withProvenance(before, manifest.provenance)),
    ...(before?.engine && { engine: before.engine }),
    ...(before?.splits && { splits: before.splits }),
    ...(before?.mixedEngines && { mixedEngines: before.mixedEngines }),
    ...(before?.committed && { committed: before.committed }),
    ...(isOrphaned && { mixedEngines: [UNKNOWN] }),
    claims: { ...manifest.claims, ...before?.claims },
  };
  writeManifest(runDir, started, within);
}

/** When and where a run was created and gone on with, the start that is made now included. */
function withProvenance(
  { createdAt, provenance, laterProvenance = [] }: RunManifest,
  now: Provenance,
): Pick<RunManifest, 'createdAt' | 'provenance' | 'laterProvenance'> {
  const isKnown = [provenance, ...laterProvenance].some((known) => canonical(known) === canonical(now));
  const later = isKnown ? laterProvenance : [...laterProvenance, now];
  return { createdAt, provenance, ...(later.length > 0 && { laterProvenance: later }) };
}

/** What networks were computed with whose manifest is gone. */
const UNKNOWN: EngineTuple = {
  ...{ engine: 'unknown', backend: 'something', library: 'unknown' },
  ...{ device: 'CPU', cpuFeatures: '', threads: 1, options: '' },
};

/** Another library or processor would give other bits than the cells that the run has. */
export class EngineError extends Error {}

/**
 * Pins what the run is computed with at its first start, and holds later ones to it.
 *
 * @throws {EngineError} where it differs and mixing was not allowed.
 */
export function pinEngine(
  runDir: string,
  tuple: EngineTuple,
  why: string,
  allowOther: boolean,
  within = runDir,
): RunManifest {
  const manifest = readManifest(runDir);
  const { engine: pinned, mixedEngines = [] } = manifest;
  if (!pinned) {
    return update(runDir, { ...manifest, engine: { ...tuple, why } }, within);
  }
  const first: EngineTuple = pinned;
  if ([first, ...mixedEngines].some((known) => describe(known) === describe(tuple))) return manifest;
  if (!allowOther) {
    throw new EngineError(
      `The run was computed with ${describe(first)}; this is ${describe(tuple)}, whose bits differ. ` +
        'Resume it with what it began with, or pass --allow-other-engine, which marks the run as mixed.',
    );
  }
  return update(runDir, { ...manifest, mixedEngines: [...mixedEngines, tuple] }, within);
}

/**
 * Pins what the run is trained on at its first load, and holds later ones to it.
 *
 * @returns whether this was the first.
 * @throws {DataChangedError} where another process has read other splits.
 */
export function pinSplits(runDir: string, sums: SplitSums, within = runDir): boolean {
  const manifest = readManifest(runDir);
  const changed = manifest.splits && firstChange(manifest.splits, sums);
  if (changed !== undefined)
    throw new DataChangedError(
      `Another process of the run has read another ${changed}. Its data was replaced as it started: bring one content back, or move the run's folder away and run the spec for a new run.`,
    );
  if (manifest.splits) return false;
  update(runDir, { ...manifest, splits: sums }, within);
  return true;
}

function update(runDir: string, manifest: RunManifest, within: string): RunManifest {
  writeManifest(runDir, manifest, within);
  return manifest;
}

function describe(tuple: EngineTuple): string {
  const { engine, backend, library, device, cpuFeatures, threads, places, options } = tuple;
  return [
    engine,
    `${backend} ${library} on the ${device}`,
    `${threads} thread${threads === 1 ? '' : 's'}`,
    places === undefined ? '' : `${places} networks side by side`,
    cpuFeatures,
    options,
  ]
    .filter(Boolean)
    .join(', ');
}
