// Everything a fresh checkout needs: packages, TensorFlow, the build. Each step does nothing where it is done.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Problem, call, main, root, say } from './shell.mjs';
import { installTensorFlow } from './tensorflow.mjs';

/** Installs what package-lock.json names, without any package's install script. */
export function installPackages() {
  const sum = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules/.ticket-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === sum) return;
  say('Installing packages …');
  call('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    remedy: 'The npm registry must be reachable for the first installation.',
  });
  fs.writeFileSync(stamp, sum);
}

export function build() {
  call(process.execPath, ['esbuild.mjs']);
}

export function setup() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(`Node 20.19 or later is needed; this is ${process.versions.node}.`);
  }
  installPackages();
  installTensorFlow();
  build();
}

if (import.meta.filename === process.argv[1]) await main(setup);
