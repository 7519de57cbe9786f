// `npm run mutate`: puts each mistake of test/mutations/ into the source, as it is bundled, and shows the test that
// goes red. `npm run mutate -- WORD` tries only those with the word in their text or
// in the paths of their files. The source itself is not touched.
import { installPython } from './python.mjs';
import { setup } from './setup.mjs';
import { main } from './shell.mjs';

await main(async () => {
  setup();
  installPython();
  // Only now: this needs esbuild, which a fresh checkout does not have before its set-up.
  const { mutate } = await import('./mutations.mjs');
  const { passed, failed } = await mutate(process.argv[2]);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
