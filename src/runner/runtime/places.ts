// Lists the places where a runtime may be, in search order.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { makeFolder, WriteError } from '../../runs/atomic';
import type { RuntimeRequest } from '../../runs/request';
import { cacheFolder } from '../cache';
import { EnvironmentError } from '../problem';
import { programFolder } from '../trainer-process';
import { ADDON, LIBRARIES, compileAddon, shippedAddon } from './addon';
import type { Candidate } from './candidate';
import { pythons, tensorflowOf } from './python';
import release from './release.json';

export interface Places {
  readonly env: NodeJS.ProcessEnv;
  /** The editor's setting; else `TICKET_TENSORFLOW`. */
  readonly named?: string | undefined;
  /** The folder from which to search upwards for the workspace's packages. */
  readonly workspace: string;
  /** The editor's folder with installed runtimes, searched before the cache. */
  readonly storage?: string | undefined;
  /** The Python interpreter selected in the editor. */
  readonly python?: string | undefined;
}

/** Every possible runtime, and the reason why each other place has none. Loads nothing. */
export async function* candidates(places: Places): AsyncGenerator<Candidate, void, undefined> {
  const named = places.named ?? places.env.TICKET_TENSORFLOW;
  if (named === 'embedded') {
    yield embedded('named');
    return;
  }
  if (named) yield await fromFolder(path.resolve(named), places.env);
  yield fromWorkspace(places.workspace);
  yield* managed(places);
  yield* fromPythons(places);
  yield embedded('embedded');
}

const tensorflow = (addon: string, libraryPath: readonly string[] = []): { request: RuntimeRequest } => ({
  request: { kind: 'tensorflow', addon, libraryPath },
});

const embedded = (source: 'named' | 'embedded'): Candidate => ({
  source,
  place: 'WebAssembly',
  found: { request: { kind: 'embedded', folder: programFolder() } },
});

/** A folder that the user names: an installed runtime, a tfjs-node, or the `tensorflow` package of a Python. */
async function fromFolder(folder: string, env: NodeJS.ProcessEnv): Promise<Candidate> {
  const at = { source: 'named', place: folder } as const;
  const addon = [ADDON, `lib/napi-v8/${ADDON}`, `lib/napi-v9/${ADDON}`]
    .map((file) => path.join(folder, file))
    .find((file) => fs.existsSync(file));
  if (addon !== undefined) return { ...at, found: tensorflow(addon, cudaFolders(folder)) };
  if (hasLibraries(folder)) return { ...at, ...(await fromLibrary(folder, env)) };
  const remedy =
    'Set TICKET_TENSORFLOW (in the editor, the setting ticket.tensorflow) to a folder or `embedded`, or unset it.';
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isFile())
    return { ...at, found: { message: `${folder} is a file, not a folder.`, remedy } };
  return { ...at, found: { message: `${folder} contains neither ${ADDON} nor ${LIBRARIES[0]}.`, remedy } };
}

function fromWorkspace(folder: string): Candidate {
  const name = '@tensorflow/tfjs-node';
  const at = { source: 'workspace', place: folder } as const;
  let inside: string;
  try {
    inside = path.dirname(createRequire(path.join(folder, 'file.js')).resolve(`${name}/package.json`));
  } catch {
    return { ...at, found: { missing: `${name} is not installed` } };
  }
  const addon = ['napi-v8', 'napi-v9']
    .map((api) => path.join(inside, 'lib', api, ADDON))
    .find((file) => fs.existsSync(file));
  if (addon === undefined)
    return { ...at, found: { missing: `${inside} has no addon, since its install script did not run` } };
  return { ...at, place: inside, found: tensorflow(addon) };
}

/** The folder of this release's runtime. */
export const managedFolder = (flavour: 'cpu' | 'gpu', env: NodeJS.ProcessEnv): string =>
  path.join(cacheFolder(env), release[flavour].folder);

/** The runtimes of a flavour in a folder, this release's first. Older ones serve until the new one is installed. */
export function managedFolders(flavour: 'cpu' | 'gpu', folder: string): readonly string[] {
  const current = release[flavour].folder;
  let names: readonly string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => new RegExp(`^tensorflow-${flavour}-[0-9.]+-[a-z0-9]+-[a-z0-9]+$`).test(name))
    .sort(
      (a, b) => Number(b === current) - Number(a === current) || b.localeCompare(a, 'en', { numeric: true }),
    )
    .map((name) => path.join(folder, name));
}

export const runtimeIn = (folder: string): RuntimeRequest =>
  tensorflow(path.join(folder, ADDON), cudaFolders(folder)).request;

function* managed({ env, storage }: Places): Generator<Candidate, void, undefined> {
  const source = 'managed';
  const cache = cacheFolder(env);
  const folders = [...(storage === undefined ? [] : [storage]), cache];
  const found = (['gpu', 'cpu'] as const).flatMap((flavour) =>
    folders.flatMap((folder) => managedFolders(flavour, folder)),
  );
  for (const folder of found) yield { source, place: folder, found: { request: runtimeIn(folder) } };
  const error = unreadable(cache);
  if (error) yield { source, place: cache, found: error };
  else if (found.length === 0) yield { source, place: cache, found: { missing: 'none installed' } };
}

function unreadable(folder: string): { message: string; remedy: string } | undefined {
  try {
    fs.readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      return {
        message: `Cannot read the cache folder ${folder} (${String(code)}).`,
        remedy: 'Fix its permissions, or set TICKET_CACHE to another folder.',
      };
    }
  }
  return undefined;
}

async function* fromPythons({ env, python }: Places): AsyncGenerator<Candidate, void, undefined> {
  const source = 'python';
  const programs = pythons(env, python);
  if (programs.length === 0) yield { source, place: 'PATH', found: { missing: 'no Python found' } };
  const seen = new Set<string>();
  for (const program of programs) {
    const folder = await tensorflowOf(program, env);
    if (!folder) {
      const missing = folder === undefined ? 'does not run' : 'has no tensorflow package';
      yield { source, place: program, found: { missing } };
    } else if (!seen.has(folder)) {
      seen.add(folder);
      const missing = `has no ${LIBRARIES[0]}: an older TensorFlow, or one for another system`;
      const found = hasLibraries(folder) ? await fromLibrary(folder, env) : { found: { missing } };
      yield { source, place: folder, ...found };
    }
  }
}

const hasLibraries = (folder: string): boolean =>
  LIBRARIES.every((name) => fs.existsSync(path.join(folder, name)));

type Found = Pick<Candidate, 'found' | 'orElse'>;

/** The libraries in a Python's `tensorflow` folder, with our addon: prebuilt, else compiled. */
async function fromLibrary(folder: string, env: NodeJS.ProcessEnv): Promise<Found> {
  const libraryPath = [folder, ...cudaFolders(path.dirname(folder))];
  const compiled = (): Promise<Candidate['found']> => withCompiledAddon(folder, libraryPath, env);
  const shipped = shippedAddon();
  return shipped === undefined
    ? { found: await compiled() }
    : { found: tensorflow(shipped, libraryPath), orElse: compiled };
}

async function withCompiledAddon(
  folder: string,
  libraryPath: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Candidate['found']> {
  const name = `${process.platform}-${process.arch}-${release.version}`;
  const built = path.join(cacheFolder(env), 'addon', name, ADDON);
  if (fs.existsSync(built)) return tensorflow(built, libraryPath);
  try {
    makeFolder(path.dirname(built));
    const work = fs.mkdtempSync(`${built}.new-`);
    try {
      const to = path.join(work, ADDON);
      await compileAddon({ library: folder, include: path.join(folder, 'include'), to });
      fs.renameSync(to, built);
    } finally {
      fs.rmSync(work, { recursive: true, force: true });
    }
    return tensorflow(built, libraryPath);
  } catch (error) {
    if (error instanceof EnvironmentError) return { message: error.message, remedy: error.remedy };
    if (error instanceof WriteError)
      return { message: error.message, remedy: 'Set TICKET_CACHE to another folder.' };
    throw error;
  }
}

/** The folders of NVIDIA's libraries, in the layout of its Python packages below `folder`. */
function cudaFolders(folder: string): readonly string[] {
  try {
    return fs
      .readdirSync(path.join(folder, 'nvidia'))
      .map((name) => path.join(folder, 'nvidia', name, 'lib'))
      .filter((place) => fs.existsSync(place));
  } catch {
    return [];
  }
}
