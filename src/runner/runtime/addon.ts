// The addon that connects TensorFlow's library to Node: ready-built in the package, else compiled from tfjs-node's own
// sources, which come with it. It knows TensorFlow by its C interface alone, so that one addon fits many versions.
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

/** The ready-built addon for this platform, where the package has one. */
export function shippedAddon(): string | undefined {
  const file = path.join(programFolder(), 'addon', `${process.platform}-${process.arch}`, ADDON);
  return fs.existsSync(file) ? file : undefined;
}

/**
 * Compiles the addon, in about 15 s.
 *
 * @param library the folder of TensorFlow's libraries, which are linked
 * @param include the folder of TensorFlow's C headers
 * @param to the addon's file; its folder exists
 * @throws {EnvironmentError} where there is no compiler, or it fails.
 */
export async function compileAddon(
  { library, include, to }: { library: string; include: string; to: string },
  signal?: AbortSignal,
): Promise<void> {
  const sources = path.join(programFolder(), 'addon', 'source');
  const args = [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-s'],
    // Its error messages name source files, and packages carry it to other machines: no folder of this one stays in it.
    ...[sources, include].map((folder) => `-ffile-prefix-map=${folder}=addon`),
    ...['-I', path.join(sources, 'node-api'), '-I', include],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(sources, 'binding', name)),
    path.join(sources, 'compat.cc'),
    ...LIBRARIES.map((name) => path.join(library, name)),
    // The library path of the process comes before the addon's own folder.
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
      `${compiler} could not compile the addon for TensorFlow.\n${stderr.trim().split('\n').slice(0, 12).join('\n')}`,
      'Install a compiler that knows C++17 (on Debian: apt install g++), or let CXX name it.',
    );
  }
}

const noCompiler = (named: string): NoCompilerError =>
  new NoCompilerError(
    `The addon for TensorFlow must be compiled, and there is no compiler ${named}.`,
    'Install a C++ compiler (on Debian: apt install g++), or let CXX name it.',
  );
