// Writes media/ticket.schema.json from the lab's declarations.
//   node scripts/schema.mjs
import { build } from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'media', 'ticket.schema.json');
const bundle = path.join(root, 'dist', `schema-${process.pid}.cjs`);

await build({
  entryPoints: [path.join(root, 'src/language/json-schema.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { jsonSchema } = createRequire(import.meta.url)(bundle);
fs.rmSync(bundle);
const text = await format(JSON.stringify(jsonSchema()), { ...(await resolveConfig(target)), parser: 'json' });
fs.writeFileSync(target, text);
