// Installs PyTorch and JAX for `npm run bench` into a virtual environment in the user's cache.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, makeWhole } from './cache.mjs';
import { Problem, call, inEmptyFolder, say } from './shell.mjs';

const packages = ['jax', 'torch', 'numpy'];

/**
 * A Python with these packages, `{ program }`: the one in TICKET_BENCH_PYTHON, or the virtual environment's, which is
 * created if it is missing. `{ missing }` gives the reason if there is none.
 */
export function findPeers() {
  const named = process.env.TICKET_BENCH_PYTHON;
  if (named)
    return hasPeers(named)
      ? { program: named }
      : { missing: `TICKET_BENCH_PYTHON names ${named}, which lacks one of ${packages.join(', ')}` };
  const folder = path.join(cacheFolder(), 'bench-peers');
  const program = path.join(folder, 'bin', 'python');
  if (hasPeers(program)) return { program };
  try {
    // The environment breaks if its Python is removed.
    fs.rmSync(folder, { recursive: true, force: true });
    makeWhole(folder, install);
    return hasPeers(program) ? { program } : { missing: `the packages in ${folder} do not work` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(`Continuing without PyTorch and JAX. ${error.message}`);
    return { missing: `PyTorch and JAX could not be installed: ${error.message.split('\n')[0]}` };
  }
}

const hasPeers = (program) =>
  inEmptyFolder((cwd) => spawnSync(program, ['-c', `import ${packages.join(', ')}`], { cwd }).status === 0);

function install(work) {
  say('Installing PyTorch and JAX for the benchmark (3 to 6 GB on disk, once per user) …');
  const folder = path.join(work, 'environment');
  const remedy = 'Install Python 3 with venv, and check that the package index is reachable.';
  call('python3', ['-m', 'venv', folder], { cwd: work, remedy });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  call(path.join(folder, 'bin', 'python'), [...pip, ...packages], { cwd: work, remedy });
  return folder;
}
