// Provides the addon that connects TensorFlow's library to Node: prebuilt in the package, else compiled from the
// tfjs-node sources in it. It uses only TensorFlow's C API, so that one addon works with many versions.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../runs/atomic';
import { EnvironmentError } from '../problem';
import { namedProgram } from '../program';
import { programFolder } from '../trainer-process';

export const ADDON = 'tfjs_binding.node';
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

export class NoCompilerError extends EnvironmentError {}

/** The prebuilt addon for this platform, if the package has one. */
export function shippedAddon(): string | undefined {
  const file = path.join(programFolder(), 'addon', `${process.platform}-${process.arch}`, ADDON);
  return fs.existsSync(file) ? file : undefined;
}

/**
 * Compiles the addon, in about 15 s.
 *
 * @param library the folder of TensorFlow's libraries to link
 * @param include the folder of TensorFlow's C headers
 * @param to the path of the addon; its folder exists
 * @throws {EnvironmentError} if no compiler is installed, or the compiler fails.
 */
export async function compileAddon(
  { library, include, to }: { library: string; include: string; to: string },
  signal?: AbortSignal,
): Promise<void> {
  const sources = path.join(programFolder(), 'addon', 'source');
  const args = [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-s'],
    // Error messages of the addon name source files; strip the folders of this machine, since packages ship the
    // addon.
    ...[sources, include].map((folder) => `-ffile-prefix-map=${folder}=addon`),
    ...['-I', path.join(sources, 'node-api'), '-I', include],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(sources, 'binding', name)),
    path.join(sources, 'compat.cc'),
    ...LIBRARIES.map((name) => path.join(library, name)),
    // Search the library path of the process before the addon's own folder.
    ...['-Wl,-rpath,$ORIGIN', '-Wl,--enable-new-dtags', '-o', to],
  ];
  const named = process.env.CXX ?? 'g++';
  const compiler = namedProgram(named);
  if (compiler === undefined) throw noCompiler(named);
  try {
    await promisify(execFile)(compiler, args, { maxBuffer: 1 << 26, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    if (errorCode(error) === 'ENOENT') throw noCompiler(named);
    const { stderr = '' } = error as { stderr?: string };
    throw new EnvironmentError(
      `${compiler} failed to compile the TensorFlow addon.\n${stderr.trim().split('\n').slice(0, 12).join('\n')}`,
      'Install a compiler with C++17 support (on Debian: apt install g++), or set CXX to one.',
    );
  }
}

const noCompiler = (named: string): NoCompilerError =>
  new NoCompilerError(
    `Ticket must compile the TensorFlow addon, but found no compiler ${named}.`,
    'Install a C++ compiler (on Debian: apt install g++), or set CXX to one.',
  );
