// Installs NumPy and safetensors into `.python/`, for tests that compare with independent programs.
//   node scripts/python.mjs
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { call, inEmptyFolder, main, root, say } from './shell.mjs';

const packages = ['numpy', 'safetensors'];

export const installPython = () => inEmptyFolder(installFrom);

function installFrom(cwd) {
  const folder = path.join(root, '.python');
  const env = { ...process.env, PYTHONPATH: folder };
  if (spawnSync('python3', ['-c', 'import numpy, safetensors'], { cwd, env }).status === 0) return;
  say('Installing NumPy and safetensors for the tests …');
  fs.rmSync(folder, { recursive: true, force: true });
  call(
    'python3',
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, ...packages],
    {
      cwd,
      remedy:
        'The tests need NumPy. Install Python 3 with pip, and check that the package index is reachable.',
    },
  );
}

if (import.meta.filename === process.argv[1]) await main(installPython);
