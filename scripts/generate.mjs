// `npm run generate`: writes the files that follow from the lab's declarations: media/ticket.schema.json,
// docs/reference/, and the types of modules, media/templates/ticket.d.ts.
import { build } from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { moduleTypes } from './module-types.mjs';
import { root } from './shell.mjs';

async function load(entry) {
  const bundle = path.join(root, 'dist', `generate-${path.basename(entry)}.cjs`);
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' };
  await build({ ...options, entryPoints: [path.join(root, entry)], outfile: bundle });
  const loaded = createRequire(import.meta.url)(bundle);
  fs.rmSync(bundle);
  return loaded;
}

async function write(file, text, parser) {
  const target = path.join(root, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, await format(text, { ...(await resolveConfig(target)), parser }));
}

const { jsonSchema } = await load('src/language/json-schema.ts');
await write('media/ticket.schema.json', JSON.stringify(jsonSchema()), 'json');

const { referencePages } = await load('src/language/reference.ts');
const pages = referencePages();
for (const [name, text] of pages) await write(`docs/reference/${name}`, text, 'markdown');
for (const name of fs.readdirSync(path.join(root, 'docs/reference')))
  if (!pages.has(name)) fs.rmSync(path.join(root, 'docs/reference', name));

await write('media/templates/ticket.d.ts', moduleTypes(root), 'typescript');
