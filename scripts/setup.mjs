// `npm run setup`: prepares a fresh checkout: packages, build, TensorFlow. It skips finished steps.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Problem, call, main, put, root, say } from './shell.mjs';

/** Installs the packages of package-lock.json without their install scripts. */
export function installPackages() {
  const sum = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules/.ticket-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === sum) return;
  say('Installing packages …');
  call('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    remedy: 'Check that the npm registry is reachable.',
  });
  fs.writeFileSync(stamp, sum);
}

export function build() {
  call(process.execPath, ['esbuild.mjs']);
}

/** Runs `ticket runtime install`. Without TensorFlow everything works on the embedded backend, but slower. */
function installTensorFlow() {
  const args = ['dist/cli.js', 'runtime', 'install', '--yes', '--json'];
  const { status, signal, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 3) {
    say('Continuing without TensorFlow.');
    return;
  }
  if (status !== 0) throw new Problem(`Installing TensorFlow failed (${signal ?? `exit code ${status}`}).`);
  // `npm run package` ships this prebuilt addon for the current platform.
  const addon = 'tfjs_binding.node';
  const shipped = path.join(root, 'dist/addon', `${process.platform}-${process.arch}`, addon);
  put(shipped, fs.readFileSync(path.join(JSON.parse(stdout).folder, addon)));
}

export function setup() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(`Ticket needs Node 20.19 or later; this is ${process.versions.node}.`);
  }
  installPackages();
  build();
  installTensorFlow();
}

if (import.meta.filename === process.argv[1]) await main(setup);
