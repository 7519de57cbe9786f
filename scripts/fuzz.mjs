// `npm run fuzz -- [minutes] [seed]`: feeds mutated specs, safetensors files and run directories to their readers, and
// saves findings in .fuzz/. `npm run fuzz -- FILE` repeats one of them. Exit code 1 if there are findings.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { installPackages } from './setup.mjs';
import { Problem, main, root, say } from './shell.mjs';

const folder = path.join(root, '.fuzz');
/** A process that takes longer on one input counts as hanging. */
const HANGING_MS = 30_000;

/** Bundles the fuzzer; resolves to its file. */
async function bundle() {
  // Imported late: a fresh checkout gets esbuild only by setup().
  const { build } = await import('esbuild');
  const { node } = await import('../esbuild.mjs');
  const outfile = path.join(root, 'dist', 'fuzz.js');
  const entryPoints = [path.join(root, 'test', 'fuzz', 'main.ts')];
  await build({ ...node, entryPoints, outfile, sourcemap: 'inline' });
  return outfile;
}

const inputs = () => fs.readdirSync(folder).filter((name) => name.startsWith('now-'));

/** Runs one process; resolves to its exit code, or to the signal that ended it. */
function hunt(program, args) {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--max-old-space-size=1024', program, ...args],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  const watch = setInterval(() => {
    const last = Math.max(0, ...inputs().map((name) => fs.statSync(path.join(folder, name)).mtimeMs));
    if (last > 0 && Date.now() - last > HANGING_MS) child.kill('SIGKILL');
  }, 1000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? signal);
    });
  });
}

/** Saves the input that a process was reading when it ended. */
function saveLast(how) {
  const name = inputs().find((one) => fs.statSync(path.join(folder, one)).size > 0);
  if (name === undefined) throw new Problem(`The fuzzer ended while it was generating an input (${how}).`);
  const file = path.join(folder, name.replace(/^now-/, `ended-${Date.now()}-`));
  fs.copyFileSync(path.join(folder, name), file);
  console.log(`FOUND ${path.relative(root, file)}: the process exited with ${how}\n`);
}

await main(async () => {
  installPackages();
  const [first = '1', second] = process.argv.slice(2);
  const program = await bundle();
  if (fs.existsSync(first)) {
    process.exitCode = await hunt(program, ['--replay', path.resolve(first)]);
    return;
  }
  const minutes = Number(first);
  if (!(minutes > 0)) throw new Problem(`${first} is neither a number of minutes nor a file.`);
  fs.mkdirSync(folder, { recursive: true });
  const end = Date.now() + minutes * 60_000;
  let seed = second === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(second);
  process.exitCode = 0;
  for (; Date.now() < end; seed += 1) {
    for (const name of inputs()) fs.rmSync(path.join(folder, name));
    const seconds = Math.ceil((end - Date.now()) / 1000);
    say(`Fuzzing for ${seconds} s with seed ${seed} …`);
    const code = await hunt(program, [folder, String(seconds), String(seed)]);
    if (code !== 0) process.exitCode = 1;
    // With these exit codes, the process finished and printed its findings.
    if (code === 0 || code === 1) break;
    saveLast(code);
  }
});
