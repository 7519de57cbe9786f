// Writes the files that define a run; only the coordinator does so, while it holds the lock.
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

/** Writing a stop request or a label takes a moment, so a temporary file this old was abandoned. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Removes temporary files that never got their final names: those of coordinators of earlier versions, which wrote them
 * next to the final file, and those of other processes.
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
 * Writes the frozen spec, its modules and the manifest. An existing run keeps the time and machine of its creation,
 * its engine, and the rounds at which its claims were first seen.
 *
 * @param within Folder through which the files enter the run; see `Lock.folder`.
 * @throws {EngineError} if there are networks but no manifest that names their engine.
 */
export function writeStart(
  { runDir, spec, manifest, modules, allowOtherEngine }: StartRequest,
  within = runDir,
): void {
  const before = isThere(runDir, manifestFile(runDir)) ? readManifest(runDir) : undefined;
  const isOrphaned = !before && existingCells(runDir).length > 0;
  if (isOrphaned && !allowOtherEngine) {
    throw new EngineError(
      `${runDir} has networks but no run.json, so their engine is unknown. ` +
        'Restore the file, or pass --allow-other-engine, which marks the run as mixed.',
    );
  }
  if (before && before.identity !== manifest.identity) {
    throw new BadFileError(
      manifestFile(runDir),
      `belongs to the run ${before.identity}, but the spec gives the run ${manifest.identity}. Move the file away and run the spec again with --allow-other-engine, which keeps the networks.`,
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

/** The times and machines of a run's creation and later starts, including this one. */
function withProvenance(
  { createdAt, provenance, laterProvenance = [] }: RunManifest,
  now: Provenance,
): Pick<RunManifest, 'createdAt' | 'provenance' | 'laterProvenance'> {
  const isKnown = [provenance, ...laterProvenance].some((known) => canonical(known) === canonical(now));
  const later = isKnown ? laterProvenance : [...laterProvenance, now];
  return { createdAt, provenance, ...(later.length > 0 && { laterProvenance: later }) };
}

/** The engine tuple of networks whose manifest is missing. */
const UNKNOWN: EngineTuple = {
  ...{ engine: 'unknown', backend: 'something', library: 'unknown' },
  ...{ device: 'CPU', cpuFeatures: '', threads: 1, options: '' },
};

/** A different library or processor would give different bits than the run's cells. */
export class EngineError extends Error {}

/**
 * Pins the engine tuple at the run's first start, and checks it at later ones.
 *
 * @throws {EngineError} if it differs and mixing is not allowed.
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
      `The run was computed with ${describe(first)}; this start would use ${describe(tuple)}, whose bits differ. ` +
        'Resume it with the original setup, or pass --allow-other-engine, which marks the run as mixed.',
    );
  }
  return update(runDir, { ...manifest, mixedEngines: [...mixedEngines, tuple] }, within);
}

/**
 * Pins the splits' checksums at the run's first load, and checks them at later ones.
 *
 * @returns true at the first load.
 * @throws {DataChangedError} if another process read different splits.
 */
export function pinSplits(runDir: string, sums: SplitSums, within = runDir): boolean {
  const manifest = readManifest(runDir);
  const changed = manifest.splits && firstChange(manifest.splits, sums);
  if (changed !== undefined)
    throw new DataChangedError(
      `A second process of the run read a different ${changed}: the data was replaced while the run started. Restore one version, or move the run directory away and start a new run.`,
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
    places === undefined ? '' : `${places} networks batched`,
    cpuFeatures,
    options,
  ]
    .filter(Boolean)
    .join(', ');
}
