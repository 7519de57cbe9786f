// Locates the data files that a workload declares: in the user's folder, an npm package, the cache, or online.
//
// Packed files stay packed, in the cache and in folders; readers unpack them in memory (src/trainer/data-files.ts).
// So no file is ever half unpacked, and Ticket never writes to the user's folder.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { idxHeader, type DataFile } from '../language/data';
import { isFile } from '../runs/places';
import { MOST_BYTES, TooLargeError } from '../runs/regular-file';
import { cacheFolder } from './cache';
import type { DataPlace } from '../runs/request';
import { contentOf, sha256Of, type Content } from './checksum';
import { headOf } from './data-heads';
import { EnvironmentError } from './problem';

export interface FoundFile extends DataPlace {
  readonly from: 'folder' | 'package' | 'cache';
}

/** A downloadable form of a file, and its path in the cache. */
export interface Form {
  readonly urls: readonly string[];
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly isPacked: boolean;
  readonly to: string;
}

/** A declared file and its location. */
export interface LocatedFile {
  readonly file: DataFile;
  /** Undefined if it must be downloaded, in one of the `forms`. */
  readonly found?: FoundFile;
  /** At least one if the file was not found. */
  readonly forms: readonly Form[];
  /** Path of a file with the wrong content in its place. */
  readonly damaged?: string;
}

export interface DataPlaces {
  /** A user's folder that must contain the files. Their content is the user's choice and part of the identity. */
  readonly folder?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Locates each declared file without downloading. Outside the user's folder, a file counts only with its declared
 * checksum.
 *
 * @throws {EnvironmentError} for the first file that is neither here nor downloadable.
 */
export async function locateData(
  files: readonly DataFile[],
  { folder, env = process.env }: DataPlaces = {},
): Promise<readonly LocatedFile[]> {
  const located: LocatedFile[] = [];
  for (const file of files) {
    if (folder === undefined) located.push(await locate(file, formsOf(file, env)));
    else located.push({ file, forms: [], found: await inFolder(file, folder) });
  }
  return located;
}

async function locate(file: DataFile, forms: readonly Form[]): Promise<LocatedFile> {
  const place = packagePlace(file);
  const content = place === undefined ? undefined : await contentOf(place, { isPacked: false });
  if (place !== undefined && content && content.sha256 === file.sha256)
    return { file, forms, found: { path: place, isPacked: false, ...content, from: 'package' } };
  for (const form of forms) {
    const found = await inCache(file, form);
    if (found) return { file, forms, found };
  }
  const damaged = [
    ...(content === undefined ? [] : [place]),
    ...forms.map(({ to }) => to).filter(fs.existsSync),
  ][0];
  if (forms.length === 0) throw nowhere(file, damaged);
  return { file, forms, ...(damaged !== undefined && { damaged }) };
}

function nowhere({ name, npm }: DataFile, damaged: string | undefined): EnvironmentError {
  const folder = 'set `folder` under `workload` in the spec to a folder that contains it.';
  if (!npm)
    return new EnvironmentError(`The workload declares no source for ${name}.`, `Get the file and ${folder}`);
  const remedy = `Run \`npm install\` to install the package ${npm.package}, or ${folder}`;
  return damaged === undefined
    ? new EnvironmentError(`No data file ${name} found.`, remedy)
    : new EnvironmentError(
        `${damaged} is damaged: its SHA-256 differs from the declared one.`,
        `Remove it. ${remedy}`,
      );
}

/** Locations of a file in a user's folder: its own name before other names, unpacked before packed. */
export function placesIn(
  folder: string,
  { name, alsoAt = [] }: DataFile,
): readonly Pick<DataPlace, 'path' | 'isPacked'>[] {
  return [name, ...alsoAt]
    .map((one) => path.join(folder, one))
    .flatMap((plain) => [
      { path: plain, isPacked: false },
      { path: `${plain}.gz`, isPacked: true },
    ])
    .filter((place) => isFile(place.path));
}

async function inFolder(file: DataFile, folder: string): Promise<FoundFile> {
  const { name, alsoAt = [] } = file;
  for (const place of placesIn(folder, file)) {
    const content = await ownContent(place, file);
    if (content) return { ...place, ...content, from: 'folder' };
    if (place.isPacked)
      throw new EnvironmentError(
        `Cannot unpack ${place.path}: it is truncated, damaged or not a gzip file.`,
        'Download it again, or put the unpacked file next to it.',
      );
  }
  const others = alsoAt.length > 0 ? ` Other accepted names: ${alsoAt.join(', ')}.` : '';
  throw new EnvironmentError(
    `The data folder ${folder} has no readable ${name}.`,
    `Put the file there, unpacked or as ${path.basename(name)}.gz.${others}`,
  );
}

/** @throws {EnvironmentError} if it is too large to read, or larger than its header says. */
async function ownContent(
  { path: place, isPacked }: Pick<DataPlace, 'path' | 'isPacked'>,
  { name, idxAxes }: DataFile,
): Promise<Content | undefined> {
  const said = idxAxes === undefined ? undefined : headerSize(name, { path: place, isPacked }, idxAxes);
  try {
    return await contentOf(place, { isPacked, mostBytes: Math.min(said ?? MOST_BYTES, MOST_BYTES) });
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    const most =
      said === undefined || said > MOST_BYTES ? '2 GB, the limit' : `the ${said} bytes that its header says`;
    throw new EnvironmentError(
      `${place} ${isPacked ? 'unpacks to' : 'has'} more than ${most}.`,
      'Download it again, or use another file.',
    );
  }
}

function headerSize(
  name: string,
  place: Pick<DataPlace, 'path' | 'isPacked'>,
  axes: number,
): number | undefined {
  try {
    return idxHeader(name, headOf(place), axes).sizeBytes;
  } catch {
    // The reader of the file reports a wrong header.
    return undefined;
  }
}

function packagePlace({ npm }: DataFile): string | undefined {
  if (!npm) return undefined;
  try {
    const manifest = createRequire(__filename).resolve(`${npm.package}/package.json`);
    return path.join(path.dirname(manifest), npm.path);
  } catch {
    return undefined;
  }
}

/** The folder for downloaded data: `TICKET_DATA`, else a folder in the cache. */
const dataFolder = (env: NodeJS.ProcessEnv): string =>
  env.TICKET_DATA ? path.resolve(env.TICKET_DATA) : path.join(cacheFolder(env), 'data');

/** The downloadable forms, the smaller, packed one first. */
function formsOf({ name, sizeBytes, sha256, urls, gzip }: DataFile, env: NodeJS.ProcessEnv): readonly Form[] {
  // Named by checksum, since different workloads use the same file names.
  const place = (sum: string, ending: string): string =>
    path.join(dataFolder(env), sum.slice(0, 16), `${path.basename(name)}${ending}`);
  const forms: Form[] = [];
  if (gzip) forms.push({ ...gzip, isPacked: true, to: place(gzip.sha256, '.gz') });
  if (urls && sizeBytes !== undefined && sha256 !== undefined)
    forms.push({ urls, sizeBytes, sha256, isPacked: false, to: place(sha256, '') });
  return forms;
}

/**
 * The file in this form, if the cache has it undamaged.
 *
 * @throws {EnvironmentError} if it has the declared checksum but unpacks to something else: downloading again cannot
 * fix that.
 */
export async function inCache(
  { name, sha256, sizeBytes }: DataFile,
  { to, isPacked, ...form }: Form,
): Promise<FoundFile | undefined> {
  if ((await sha256Of(to)) !== form.sha256) return undefined;
  let why: string;
  try {
    const content = await contentOf(to, { isPacked, mostBytes: sizeBytes ?? MOST_BYTES });
    if (content && content.sha256 === (sha256 ?? content.sha256))
      return { path: to, isPacked, ...content, from: 'cache' };
    why = content ? `its unpacked content has the SHA-256 ${content.sha256}` : 'it is not a gzip file';
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    why = `it unpacks to more than ${sizeBytes ?? MOST_BYTES} bytes`;
  }
  throw new EnvironmentError(
    `The declaration of ${name} is wrong: the packed file matches it, but ${why}.`,
    'Correct the declaration in the workload.',
  );
}
