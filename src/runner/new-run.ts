// Explains why a spec starts a new run although runs of its name exist: inputs of its results have changed.
import path from 'node:path';
import { check } from '../language/check';
import { flatSpec } from '../language/flat';
import { sayValue } from '../language/sweep';
import { compareFacts, factsOf, type Facts } from '../runs/compare';
import { manifestFile } from '../runs/layout';
import { runFolders } from '../runs/list';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { isThere } from '../runs/run-file';
import type { RunManifest } from '../runs/types';
import type { Prepared } from './prepare';

/** Differences shown; more would not fit into a line. */
const SHOWN = 3;

/**
 * A line that explains why the prepared spec `text` cannot reuse networks of the newest run of its name; undefined if
 * its run exists already, or no other run exists.
 */
export function whyNewRun(text: string, { runDir, manifest }: Prepared): string | undefined {
  if (isThere(runDir, manifestFile(runDir))) return undefined;
  const before = newestOf(path.dirname(runDir), manifest);
  if (!before) return undefined;
  const found = compareFacts([
    { facts: identifying(text, manifest) },
    { facts: identifying(before.text, before.manifest) },
  ]);
  const shown = found.slice(0, SHOWN).map(({ path: place, values: [now, then] }) => {
    return `${place} is ${short(now)}, not ${short(then)}`;
  });
  const more = found.length > SHOWN ? [`${found.length - SHOWN} more differences`] : [];
  const why = [...shown, ...more].join('; ') || 'the order of layers or the version of an entry has changed';
  return `New run. It cannot reuse the networks of ${path.basename(before.folder)}: ${why}.`;
}

interface Before {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly text: string;
}

/** The newest other run of the name. Skips unreadable runs, whose problems `ticket list` shows. */
function newestOf(runsFolder: string, { name, identity }: RunManifest): Before | undefined {
  const found = runFolders(runsFolder).flatMap((folder): readonly Before[] => {
    if (!path.basename(folder).startsWith(`${name}-`)) return [];
    try {
      const manifest = readManifest(folder);
      if (manifest.name !== name || manifest.identity === identity) return [];
      return [{ folder, manifest, text: readFrozenSpec(folder, manifest) }];
    } catch {
      return [];
    }
  });
  return found.toSorted((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? 1 : -1))[0];
}

/** Facts outside the identity: a run may change them and stay the same run. */
const OTHER =
  /^(title$|trials$|controls$|prune\.rounds$|claims: |run\.|workload\.folder$|engine\.|mixedEngines$|ticket version$)/;

/** The inputs of a run's identity (src/language/identity.ts), by their paths in the spec. */
function identifying(text: string, manifest: RunManifest): Facts {
  const { spec } = check(text);
  const all = { ...(spec && flatSpec(spec)), ...factsOf(manifest) };
  return Object.fromEntries(Object.entries(all).filter(([place]) => !OTHER.test(place)));
}

function short(value: unknown): string {
  if (value === undefined) return 'none';
  const isSum = typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  const said = isSum ? `${value.slice(0, 12)}…` : sayValue(value);
  return said.length > 48 ? `${said.slice(0, 47)}…` : said;
}
