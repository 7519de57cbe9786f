// Reopens a run: its frozen spec, with the modules and data it started with, wherever they are now.
import path from 'node:path';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { heldIn, specPlaces } from '../runs/places';
import { readSealedModules, type SealedModules } from '../runs/sealed-modules';
import type { RunManifest } from '../runs/types';
import { examine, type Describe, type Examined } from './examine';
import { changedSince } from './modules';
import type { Prepared } from './prepare';
import { EnvironmentError } from './problem';

/** A module, a data file or Ticket itself has changed, so the run cannot continue. */
export class ChangedError extends Error {}

export interface ReopenOptions {
  /** The current path of the spec, as the user names it; modules and data are relative to its folder. */
  readonly spec?: string | undefined;
  /** Queries the modules of the spec in this file, which runs them. */
  readonly describe?: ((file: string) => Describe) | undefined;
  prepare(examined: Examined): Promise<Prepared>;
}

export interface Reopened {
  readonly examined: Examined;
  readonly prepared: Prepared;
}

/** Why a location does not match the run. */
type Miss = { readonly file: string } & (
  | { readonly kind: 'changed'; readonly what: readonly string[] }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'data'; readonly error: EnvironmentError }
  | { readonly kind: 'gone'; readonly modules: readonly string[] }
);

/**
 * Tries each possible location of the run's spec (`specPlaces`) and returns the first with the data of the run. Uses
 * the modules stored in the run; in runs without stored modules, those of the location, after comparing their
 * checksums.
 *
 * @throws {ChangedError} if a location has the named files with other content.
 * @throws {EnvironmentError} if no location has them.
 * @throws {BadFileError} if a file of the run cannot be read.
 */
export async function reopen(runDir: string, options: ReopenOptions): Promise<Reopened> {
  const manifest = readManifest(runDir);
  const text = readFrozenSpec(runDir, manifest);
  const places = options.spec === undefined ? specPlaces(runDir, manifest) : [path.resolve(options.spec)];
  const modules = readSealedModules(runDir, manifest);
  const misses: Miss[] = [];
  for (const file of places) {
    const found = await openAt(file, text, { ...manifest, modules }, options);
    if ('prepared' in found) return found;
    misses.push(found);
  }
  throw failureOf(path.basename(runDir), misses);
}

async function openAt(
  file: string,
  text: string,
  { identity, sums, modules: sealed }: RunManifest & { readonly modules: SealedModules | undefined },
  { describe, prepare }: ReopenOptions,
): Promise<Reopened | Miss> {
  const { gone, changed } = sealed ? NOTHING : heldIn(path.dirname(file), filesOf(sums.modules));
  const modules = changed.map((name) => `the module ${name}`);
  if (modules.length > 0) return { file, kind: 'changed', what: modules };
  if (gone.length > 0) return { file, kind: 'gone', modules: gone };
  const asked = await examine(text, file, describe?.(file), sealed);
  // A run from before Ticket stored modules keeps its checksums, and stores the modules from now on.
  const isAsThen = changedSince(asked.modules, sums.modules).length === 0;
  const examined = isAsThen ? { ...asked, modules: { ...asked.modules, sums: sums.modules } } : asked;
  if (!examined.plan) {
    const error = examined.problems.find(({ severity }) => severity === 'error');
    return { file, kind: 'problem', message: error?.message ?? 'its module gave no description' };
  }
  let prepared: Prepared;
  try {
    prepared = await prepare(examined);
  } catch (error) {
    const isFromPlace = typeof examined.spec?.workload.options.folder === 'string';
    if (!(error instanceof EnvironmentError) || !isFromPlace) throw error;
    return { file, kind: 'data', error };
  }
  if (prepared.manifest.identity === identity) return { examined, prepared };
  const now = prepared.manifest.sums;
  const what = [
    ...differing(sums.modules, now.modules).map((name) => `the module ${name}`),
    ...differing(sums.data, now.data).map((name) => `the data file ${name}`),
  ];
  return {
    file,
    kind: 'changed',
    what: what.length > 0 ? what : ['this version of Ticket, which computes another identity'],
  };
}

/** The possible locations of a run's spec (`specPlaces`) whose modules match their checksums. */
export function placesWithModules(runDir: string, manifest: RunManifest): readonly string[] {
  const modules = manifest.sealed === true ? {} : filesOf(manifest.sums.modules);
  return specPlaces(runDir, manifest).filter((file) => {
    const { gone, changed } = heldIn(path.dirname(file), modules);
    return gone.length === 0 && changed.length === 0;
  });
}

const NOTHING = { gone: [], changed: [] } as const;

/** The entries with checksums; older manifests have a version instead for packages. */
const filesOf = (modules: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(modules).filter(([, sum]) => /^[0-9a-f]{64}$/.test(sum)));

function differing(
  then: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((name) => then[name] !== now[name]);
}

/** The most informative failure: changed files say more than missing ones. The original location comes last. */
function failureOf(run: string, misses: readonly Miss[]): Error {
  const last = <K extends Miss['kind']>(kind: K): Extract<Miss, { kind: K }> | undefined =>
    misses.findLast((miss): miss is Extract<Miss, { kind: K }> => miss.kind === kind);
  const changed = misses.find((miss) => miss.kind === 'changed');
  if (changed)
    return new ChangedError(
      `${run} has changed inputs: ${changed.what.join(', ')}, in ${path.dirname(changed.file)}. ` +
        `Run ${changed.file} to start a new run, or restore the old content.`,
    );
  const problem = last('problem');
  if (problem)
    return new EnvironmentError(
      `The frozen spec of ${run} has an error in ${path.dirname(problem.file)}: ${problem.message}`,
      NAME_IT,
    );
  const folders = misses.slice(-2).map(({ file }) => path.dirname(file));
  const data = misses.slice(-2).find((miss) => miss.kind === 'data');
  if (data)
    return new EnvironmentError(
      data.error.message,
      `${data.error.remedy}\n  ${NAME_IT} You can change \`folder\` in the spec; the run stays the same.`,
    );
  const modules = last('gone')?.modules.join(', ') ?? '';
  return new EnvironmentError(
    `${run} needs ${modules}, which is missing in ${folders.join(' or ')}.`,
    `Restore it. ${NAME_IT}`,
  );
}

const NAME_IT =
  'If the project has moved, run the spec from its new location, which resumes this run, or pass `--spec FILE`.';
