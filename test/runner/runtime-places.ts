// Makes runtimes for tests from the TensorFlow that the setup installed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ADDON, LIBRARIES } from '../../src/runner/runtime/addon';
import { managedFolder } from '../../src/runner/runtime/places';

/** The folder of the installed runtime: libraries, addon and C headers. */
export const installed = managedFolder('cpu', process.env);

export interface Machine {
  readonly folder: string;
  readonly cache: string;
  readonly workspace: string;
  /** Nothing else: no Python except the machine's own, no settings. */
  readonly env: NodeJS.ProcessEnv;
}

/** A machine with an empty cache and an empty workspace, and neither Python nor a compiler on its PATH. */
export function bareMachine(test: { after(hook: () => void): void }): Machine {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ticket-machine-'));
  test.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const inside = (name: string): string => {
    fs.mkdirSync(path.join(folder, name));
    return path.join(folder, name);
  };
  const cache = path.join(folder, 'cache');
  return { folder, cache, workspace: inside('workspace'), env: { PATH: inside('bin'), TICKET_CACHE: cache } };
}

function link(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.symlinkSync(from, to);
}

/** A managed runtime in the cache. */
export function manage({ cache }: Machine, name = path.basename(installed)): string {
  const folder = path.join(cache, name);
  fs.mkdirSync(folder, { recursive: true });
  for (const file of LIBRARIES) link(path.join(installed, file), path.join(folder, file));
  fs.copyFileSync(path.join(installed, ADDON), path.join(folder, ADDON));
  return folder;
}

/** A tfjs-node in the workspace, after its installer has run. */
export function addTfjsNode({ workspace }: Machine): string {
  const folder = path.join(workspace, 'node_modules/@tensorflow/tfjs-node');
  const api = path.join(folder, 'lib/napi-v8');
  fs.mkdirSync(api, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "@tensorflow/tfjs-node" }');
  for (const file of LIBRARIES) link(path.join(installed, file), path.join(api, file));
  fs.copyFileSync(path.join(installed, ADDON), path.join(api, ADDON));
  return path.join(api, ADDON);
}

/** A Python environment whose TensorFlow must be found without importing it. */
export function addPython(
  machine: Machine,
  withTensorFlow = true,
): { env: NodeJS.ProcessEnv; package: string } {
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  const environment = path.join(machine.folder, 'environment');
  const site = path.join(environment, 'site');
  const program = path.join(environment, 'bin/python');
  fs.mkdirSync(path.dirname(program), { recursive: true });
  fs.writeFileSync(program, `#!/bin/sh\nPYTHONPATH='${site}' exec '${python}' "$@"\n`, { mode: 0o755 });
  const folder = path.join(site, 'tensorflow');
  if (withTensorFlow) {
    for (const name of [...LIBRARIES, 'include']) link(path.join(installed, name), path.join(folder, name));
    fs.writeFileSync(path.join(folder, '__init__.py'), 'raise RuntimeError("imported")\n');
  }
  return { env: { ...machine.env, VIRTUAL_ENV: environment }, package: folder };
}

/** An addon that crashes or hangs when it is opened. */
export function brokenAddon(file: string, does: 'crash' | 'hang'): void {
  const source = `${file}.c`;
  const body = does === 'crash' ? '*(volatile int *)0 = 0;' : 'for (;;) sleep(1);';
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(
    source,
    `#include <unistd.h>\n__attribute__((constructor)) static void begin(void) { ${body} }\n`,
  );
  execFileSync('g++', ['-x', 'c', '-shared', '-fPIC', source, '-o', file]);
}

/** The addon, marked as built for another processor. */
export function foreignAddon(file: string): void {
  const bytes = fs.readFileSync(path.join(installed, ADDON));
  bytes.writeUInt16LE(183, 18); // e_machine: AArch64
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
}
