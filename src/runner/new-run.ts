// Reasons for which a spec is a new run though its name has runs already: what its numbers follow from has changed.
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

/** More would not fit into a line. */
const SHOWN = 3;

/**
 * One line that says why the spec `text`, prepared, keeps no network of the newest run of its name; undefined where its
 * run is there already, or no other is.
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
  const more = found.length > SHOWN ? [`${found.length - SHOWN} more differ`] : [];
  const why = [...shown, ...more].join('; ') || 'the order of layers or the meaning of an entry is not';
  return `New run: ${why} as in ${path.basename(before.folder)}, so no network can be kept.`;
}

interface Before {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly text: string;
}

/** Runs that cannot be read are none: `list` shows what is wrong with them. */
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

/** What a run may gain or change and stays the same run, and where things are found. */
const OTHER =
  /^(title$|trials$|controls$|prune\.rounds$|claims: |run\.|workload\.folder$|engine\.|mixedEngines$|ticket version$)/;

/** What the identity of a run follows from (src/language/identity.ts), by the path that a person knows it by. */
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
