// Builds the command and the trainer with injected faults: at a marked place, a process kills itself like a power cut,
// or waits.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The place of the fault, the pass at which it happens, and a file that marks it as done, so that it happens once. */
export interface Fault {
  readonly point: string;
  readonly pass: number;
  /** Counts only writes of files whose path ends like this. */
  readonly file?: string;
  readonly done: string;
  /** Instead of dying, the process waits for a file of this name. */
  readonly waitsFor?: string;
}

const code = `
import fs from 'node:fs';
const wanted = JSON.parse(process.env.TICKET_FAULT ?? 'null');
let passes = 0;
export function fault(point, file = '') {
  if (wanted?.point !== point || !file.endsWith(wanted.file ?? '') || ++passes !== wanted.pass) return;
  try {
    fs.writeFileSync(wanted.done, String(process.pid), { flag: 'wx' });
  } catch {
    return;
  }
  if (wanted.waitsFor === undefined) process.kill(process.pid, 'SIGKILL');
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (!fs.existsSync(wanted.waitsFor ?? '')) Atomics.wait(never, 0, 0, 20);
}
`;

const faults: Plugin = {
  name: 'faults',
  setup: (bundle) => bundle.onLoad({ filter: /runs\/fault\.ts$/ }, () => ({ contents: code, loader: 'js' })),
};

/** Builds into a new folder below dist/ and returns it. */
export async function buildWithFaults(): Promise<string> {
  const script = (file: string): Promise<unknown> => import(pathToFileURL(path.resolve(file)).href);
  const { bundles } = (await script('esbuild.mjs')) as { bundles: Readonly<Record<string, BuildOptions>> };
  const { mutantPlugin } = (await script('scripts/mutant.mjs')) as { mutantPlugin(of?: object): Plugin };
  const { TICKET_MUTANT } = process.env;
  const mutant = mutantPlugin(
    TICKET_MUTANT === undefined ? undefined : (JSON.parse(TICKET_MUTANT) as object),
  );
  const outdir = path.resolve('dist', `faults-${process.pid}`);
  for (const name of ['cli', 'undici', 'trainer', 'compute'])
    await build({ ...bundles[name], outfile: path.join(outdir, `${name}.js`), plugins: [faults, mutant] });
  for (const name of fs.readdirSync('dist').filter((one) => one.endsWith('.wasm')))
    fs.copyFileSync(path.join('dist', name), path.join(outdir, name));
  return outdir;
}
