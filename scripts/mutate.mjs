// `npm run mutate`: bundles each mutant of test/mutations/ and prints the test that fails. `npm run mutate -- WORD` tries
// only mutants with the word in their text or paths. The source files stay as they are.
import { installPython } from './python.mjs';
import { setup } from './setup.mjs';
import { main } from './shell.mjs';

await main(async () => {
  setup();
  installPython();
  // Imported late: a fresh checkout gets esbuild only by setup().
  const { mutate } = await import('./mutations.mjs');
  const { passed, failed } = await mutate(process.argv[2]);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
