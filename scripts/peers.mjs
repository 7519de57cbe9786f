// PyTorch and JAX for `npm run bench`: in a virtual environment in the user's cache, beside no package of the machine's.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, makeWhole } from './cache.mjs';
import { Problem, call, inEmptyFolder, say } from './shell.mjs';

const packages = ['jax', 'torch', 'numpy'];

/**
 * A Python that has them, `{ program }`: the one that TICKET_BENCH_PYTHON names, else that of the environment, which is
 * made where it is missing. `{ missing }` says why there is none.
 */
export function findPeers() {
  const named = process.env.TICKET_BENCH_PYTHON;
  if (named)
    return hasPeers(named)
      ? { program: named }
      : { missing: `TICKET_BENCH_PYTHON names ${named}, which has not all of ${packages.join(', ')}` };
  const folder = path.join(cacheFolder(), 'bench-peers');
  const program = path.join(folder, 'bin', 'python');
  if (hasPeers(program)) return { program };
  try {
    // One that is there and does not work is of a Python that was removed since.
    fs.rmSync(folder, { recursive: true, force: true });
    makeWhole(folder, install);
    return hasPeers(program) ? { program } : { missing: `the packages in ${folder} do not work` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(`Going on without PyTorch and JAX. ${error.message}`);
    return { missing: `PyTorch and JAX could not be installed: ${error.message.split('\n')[0]}` };
  }
}

const hasPeers = (program) =>
  inEmptyFolder((cwd) => spawnSync(program, ['-c', `import ${packages.join(', ')}`], { cwd }).status === 0);

function install(work) {
  say('Installing PyTorch and JAX for the benchmark (6 GB on disk, once per machine) …');
  const folder = path.join(work, 'environment');
  const remedy = 'Python 3 with venv and a reachable package index are needed.';
  call('python3', ['-m', 'venv', folder], { cwd: work, remedy });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  call(path.join(folder, 'bin', 'python'), [...pip, ...packages], { cwd: work, remedy });
  return folder;
}
