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
import type { EngineTuple, Provenance, RunManifest, SplitSums } from '../runs/types';
import { DataChangedError } from './data-files';
import { firstChange } from './splits';

/** Removes what a killed coordinator was writing: files that never got their final names. */
export function sweep(runDir: string): void {
  const rounds = roundsFolder(runDir);
  const isReal = wrongKind(rounds, 'a folder') === undefined && fs.existsSync(rounds);
  for (const folder of [runDir, ...(isReal ? [rounds] : [])]) {
    for (const name of fs.readdirSync(folder)) {
      // Others write here too (a request to stop, a lock): only the coordinator's own files are its to remove.
      if (/^(\d+\.json|run\.json|spec\.yaml)\..+\.tmp$/.test(name))
        fs.rmSync(path.join(folder, name), { force: true });
    }
  }
}

/**
 * Writes the frozen spec and the manifest. A run that is there already keeps when and where it was created, its
 * engine, and what is known of when its claims were written.
 *
 * @throws {EngineError} where there are networks of which no manifest says what they were computed with.
 */
export function writeStart({ runDir, spec, manifest, allowOtherEngine }: StartRequest): void {
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
  writeDurably(specFile(runDir), spec);
  writeManifest(runDir, {
    ...manifest,
    ...(before && withProvenance(before, manifest.provenance)),
    ...(before?.engine && { engine: before.engine }),
    ...(before?.splits && { splits: before.splits }),
    ...(before?.mixedEngines && { mixedEngines: before.mixedEngines }),
    ...(before?.committed && { committed: before.committed }),
    ...(isOrphaned && { mixedEngines: [UNKNOWN] }),
    claims: { ...manifest.claims, ...before?.claims },
  });
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
export function pinEngine(runDir: string, tuple: EngineTuple, why: string, allowOther: boolean): RunManifest {
  const manifest = readManifest(runDir);
  const { engine: pinned, mixedEngines = [] } = manifest;
  if (!pinned) {
    return update(runDir, { ...manifest, engine: { ...tuple, why } });
  }
  const first: EngineTuple = pinned;
  if ([first, ...mixedEngines].some((known) => describe(known) === describe(tuple))) return manifest;
  if (!allowOther) {
    throw new EngineError(
      `The run was computed with ${describe(first)}; this is ${describe(tuple)}, whose bits differ. ` +
        'Resume it with what it began with, or pass --allow-other-engine, which marks the run as mixed.',
    );
  }
  return update(runDir, {
    ...manifest,
    mixedEngines: [...mixedEngines, tuple],
  });
}

/**
 * Pins what the run is trained on at its first load, and holds later ones to it.
 *
 * @returns whether this was the first.
 * @throws {DataChangedError} where another process has read other splits.
 */
export function pinSplits(runDir: string, sums: SplitSums): boolean {
  const manifest = readManifest(runDir);
  const changed = manifest.splits && firstChange(manifest.splits, sums);
  if (changed !== undefined)
    throw new DataChangedError(
      `Another process of the run has read another ${changed}. Its data was replaced as it started: bring one content back, or move the run's folder away and run the spec for a new run.`,
    );
  if (manifest.splits) return false;
  update(runDir, { ...manifest, splits: sums });
  return true;
}

function update(runDir: string, manifest: RunManifest): RunManifest {
  writeManifest(runDir, manifest);
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
