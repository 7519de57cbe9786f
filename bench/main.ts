// Runs the benchmark; scripts/bench.mjs installs its requirements first.
import { setMaxListeners } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findRuntime } from '../src/runner/runtime/find';
import { EnvironmentError } from '../src/runner/problem';
import type { Wanted } from './arguments';
import { contestants, type Surroundings } from './contestants';
import type { Group } from './groups';
import { cores, hasTaskset, machine } from './machine';
import { measure, type Row } from './measure';
import { isOursMeasured, ratiosOf } from './ratios';
import type { Results } from './report';
import { writeTask } from './task';

export { HELP, parseArguments, UsageError } from './arguments';
export { withResults } from './page';
export { asJson, asText } from './report';

/** A terminal and an editor stay below this load. */
const BUSY = 0.7;

/**
 * Runs the requested groups. `root` is the checkout, with its bundles built; `python` is a Python with the peers, or
 * the reason why it is missing.
 */
export async function bench(
  wanted: Wanted,
  { root, python }: { readonly root: string } & Pick<Surroundings, 'python'>,
): Promise<{ readonly results: Results; readonly isOursMeasured: boolean }> {
  const on = machine();
  if (on.load > BUSY)
    console.error(
      `The load of this machine is ${on.load.toFixed(1)}: other work slows down the contestants, multithreaded ones most. Repeat the benchmark on an idle machine.`,
    );
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // One listener per process.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-bench-'));
  const clear = (): void => fs.rmSync(folder, { recursive: true, force: true });
  const interrupted = (): void => {
    ending.abort();
    clear();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const surroundings: Surroundings = {
    ...(await runtime()),
    python,
    programs: path.join(root, 'dist'),
    peers: path.join(root, 'bench', 'peers'),
    cores: cores(),
    hasTaskset: hasTaskset(),
  };
  const measured = new Map<Group, readonly Row[]>();
  try {
    for (const group of wanted.groups) {
      const tell = (text: string): void => console.error(`${group.name}: ${text}`);
      const place = path.join(folder, group.name);
      fs.mkdirSync(place);
      await writeTask(group, path.join(root, 'bench'), place);
      const { repetitions, seconds } = wanted;
      const { replicas } = group;
      const { signal } = ending;
      const options = { repetitions, seconds, replicas, signal, tell };
      measured.set(group, await measure(contestants(group, place, surroundings), options));
      fs.rmSync(place, { recursive: true });
    }
  } finally {
    clear();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
  const byName = new Map([...measured].map(([{ name }, rows]) => [name, rows]));
  return {
    results: {
      date: new Date().toISOString().slice(0, 10),
      machine: on,
      repetitions: wanted.repetitions,
      groups: measured,
      ratios: ratiosOf(byName),
    },
    isOursMeasured: isOursMeasured(byName),
  };
}

async function runtime(): Promise<Pick<Surroundings, 'runtime' | 'device'>> {
  try {
    const { request, proof } = await findRuntime();
    return { runtime: request, device: proof.device };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { runtime: { missing: error.message }, device: 'CPU' };
  }
}
