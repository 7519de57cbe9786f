// `npm run package`, after the set-up: writes dist/ticket.vsix from the files that .vscodeignore allows.
import fs from 'node:fs';
import path from 'node:path';
import { main, root, say } from './shell.mjs';

const { repository } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

/**
 * docs/marketplace.md as the README in the package's root. VS Code's extension page shows only https pictures and links.
 * vsce derives those from the repository; without a repository, the page omits the others.
 */
export function marketplacePage(hasRepository = repository !== undefined) {
  const page = fs.readFileSync(path.join(root, 'docs/marketplace.md'), 'utf8');
  if (hasRepository)
    return page.replace(/\]\((?!\w+:|#)([^)]+)\)/g, (_, link) => `](${path.posix.join('docs', link)})`);
  return page
    .replace(/^!\[[^\]]*\]\((?!\w+:)[^)]+\)\n\n/gm, '')
    .replace(/\[([^\]]*)\]\((?!\w+:|#)[^)]+\)/g, '$1');
}

/** Builds the package and returns its path. */
export async function makePackage(to = path.join(root, 'dist/ticket.vsix')) {
  const { build } = await import('../esbuild.mjs');
  const { createVSIX, listFiles, PackageManager } = await import('@vscode/vsce');
  // A separate folder: the development build in dist/ stays as it is.
  const staged = path.join(root, 'dist/package');
  fs.rmSync(staged, { recursive: true, force: true });
  process.chdir(root);
  await build(path.join(staged, 'dist'), { minifySyntax: true, minifyWhitespace: true });
  // Set-up compiled this addon, so users of the same platform need no compiler.
  const shipped = `dist/addon/${process.platform}-${process.arch}`;
  if (fs.existsSync(shipped)) fs.cpSync(shipped, path.join(staged, shipped), { recursive: true });
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None })) {
    const place = path.join(staged, file);
    if (file.startsWith('dist/') || !fs.statSync(file).isFile()) continue;
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.copyFileSync(file, place);
  }
  fs.writeFileSync(path.join(staged, 'README.md'), marketplacePage());
  fs.copyFileSync('.vscodeignore', path.join(staged, '.vscodeignore'));
  await createVSIX({
    cwd: staged,
    packagePath: to,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: repository !== undefined,
  });
  return to;
}

if (import.meta.filename === process.argv[1]) {
  await main(async () => {
    const file = await makePackage();
    say(`${path.relative(root, file)}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
  });
}
