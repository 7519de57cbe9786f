// `npm run pictures`: trains the first example and takes the README's pictures of it in a real VS Code.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installEditor } from './editor.mjs';
import { setup } from './setup.mjs';
import { call, main, root, say } from './shell.mjs';

const NAME = 'lenet-mnist-quick';

await main(async () => {
  setup();
  installEditor();
  process.chdir(root);
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-pictures-'));
  const folder = path.join(state, 'experiments');
  const spec = `${NAME}.ticket.yaml`;
  try {
    fs.mkdirSync(folder);
    fs.copyFileSync(path.join('examples', spec), path.join(folder, spec));
    say('Training …');
    call(process.execPath, [path.join(root, 'dist/cli.js'), 'run', spec], { cwd: folder });
    // Imported late: a fresh checkout gets esbuild only by setup().
    const { bundleTests } = await import('./run-tests.mjs');
    const [bundle] = await bundleTests(['test/webviews/pictures.ts'], path.join(root, 'dist/pictures'));
    const { takePictures } = await import(pathToFileURL(bundle).href);
    await takePictures(folder, NAME, path.join(root, 'docs/pictures'));
  } finally {
    fs.rmSync(state, { recursive: true, force: true });
  }
});
