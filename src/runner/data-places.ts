// Where the data files that a workload declares can be: a folder of the user's, an npm package, the cache, or a network.
//
// A file that came packed stays packed, in the cache as in a folder: whoever reads it unpacks it
// (src/trainer/data-files.ts). So nothing is ever half unpacked, and the user's folder is only read.
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

/** A form in which a file can be fetched, and the place in the cache for what has this sum. */
export interface Form {
  readonly urls: readonly string[];
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly isPacked: boolean;
  readonly to: string;
}

/** A declared file and where it is. */
export interface LocatedFile {
  readonly file: DataFile;
  /** Undefined where it would have to be fetched, in one of the `forms`. */
  readonly found?: FoundFile;
  /** At least one where the file was not found. */
  readonly forms: readonly Form[];
  /** What lies where the file should be, and is not it. */
  readonly damaged?: string;
}

export interface DataPlaces {
  /** A folder of the user's that must have the files. What they hold is up to the user: it is part of the identity. */
  readonly folder?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Where each declared file is. Nothing is fetched; what is not in the user's own folder is as declared or not found.
 *
 * @throws {EnvironmentError} for the first file that is neither there nor can be fetched.
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
  const folder = 'name a folder that has it in the spec: `folder` beside the workload.';
  if (!npm)
    return new EnvironmentError(
      `The workload does not say where ${name} can be had.`,
      `Put it somewhere and ${folder}`,
    );
  const remedy = `Run \`npm install\`, which brings the package ${npm.package}, or ${folder}`;
  return damaged === undefined
    ? new EnvironmentError(`The data file ${name} was not found.`, remedy)
    : new EnvironmentError(
        `${damaged} is damaged: its SHA-256 is not the declared one.`,
        `Remove it. ${remedy}`,
      );
}

/** Where a user's folder has a file: by its own name before others, unpacked before packed. */
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
        `${place.path} cannot be unpacked: it is cut off, damaged or not made by gzip.`,
        'Get it again, or put the unpacked file beside it.',
      );
  }
  const others = alsoAt.length > 0 ? ` It may also be called ${alsoAt.join(', ')}.` : '';
  throw new EnvironmentError(
    `The data folder has no ${name} that can be read: ${folder}`,
    `Put the file there, unpacked or as ${path.basename(name)}.gz.${others}`,
  );
}

/** @throws {EnvironmentError} where it is more than can be read, or than its header says. */
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
      said === undefined || said > MOST_BYTES
        ? '2 GB, which is the most'
        : `the ${said} bytes that its header says`;
    throw new EnvironmentError(
      `${place} ${isPacked ? 'unpacks to' : 'has'} more than ${most}.`,
      'Get it again, or put another file there.',
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
    // What is wrong with the header is told where the file is read.
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

/** Where fetched data is kept: `TICKET_DATA`, else a folder in the cache. */
const dataFolder = (env: NodeJS.ProcessEnv): string =>
  env.TICKET_DATA ? path.resolve(env.TICKET_DATA) : path.join(cacheFolder(env), 'data');

/** The packed form first: it is the smaller one. */
function formsOf({ name, sizeBytes, sha256, urls, gzip }: DataFile, env: NodeJS.ProcessEnv): readonly Form[] {
  // By sum, since files of different workloads have the same names.
  const place = (sum: string, ending: string): string =>
    path.join(dataFolder(env), sum.slice(0, 16), `${path.basename(name)}${ending}`);
  const forms: Form[] = [];
  if (gzip) forms.push({ ...gzip, isPacked: true, to: place(gzip.sha256, '.gz') });
  if (urls && sizeBytes !== undefined && sha256 !== undefined)
    forms.push({ urls, sizeBytes, sha256, isPacked: false, to: place(sha256, '') });
  return forms;
}

/**
 * The file, where the cache has it in this form and undamaged.
 *
 * @throws {EnvironmentError} where it is as declared and does not unpack to what is declared: no fetching mends that.
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
    why = content ? `unpacks to what has the SHA-256 ${content.sha256}` : 'is not made by gzip';
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    why = `unpacks to more than ${sizeBytes ?? MOST_BYTES} bytes`;
  }
  throw new EnvironmentError(
    `${name} is declared wrongly: the packed file is the declared one, and ${why}.`,
    'Correct what the workload declares of it.',
  );
}
