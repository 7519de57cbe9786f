// `npm run package`: writes dist/ticket.vsix, which holds what .vscodeignore allows and nothing else.
import fs from 'node:fs';
import path from 'node:path';
import { main, root, say } from './shell.mjs';
import { setup } from './setup.mjs';

/** Builds the package and returns its path. */
export async function makePackage(to = path.join(root, 'dist/ticket.vsix')) {
  const { build } = await import('../esbuild.mjs');
  const { createVSIX, listFiles, PackageManager } = await import('@vscode/vsce');
  // What is built for it lies beside what was built for development, and disturbs nobody who uses that.
  const staged = path.join(root, 'dist/package');
  fs.rmSync(staged, { recursive: true, force: true });
  process.chdir(root);
  await build(path.join(staged, 'dist'), { minifySyntax: true, minifyWhitespace: true });
  // Set-up has compiled the addon; who installs the package needs no compiler then.
  const shipped = `dist/addon/${process.platform}-${process.arch}`;
  if (fs.existsSync(shipped)) fs.cpSync(shipped, path.join(staged, shipped), { recursive: true });
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None })) {
    const place = path.join(staged, file);
    if (file.startsWith('dist/') || !fs.statSync(file).isFile()) continue;
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.copyFileSync(file, place);
  }
  fs.copyFileSync('.vscodeignore', path.join(staged, '.vscodeignore'));
  await createVSIX({
    cwd: staged,
    packagePath: to,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return to;
}

if (import.meta.filename === process.argv[1]) {
  await main(async () => {
    setup();
    const file = await makePackage();
    say(`${path.relative(root, file)}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
  });
}
