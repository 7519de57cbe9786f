// `npm start`: sets up the checkout and runs the quick experiment on MNIST.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { main, root } from './shell.mjs';
import { setup } from './setup.mjs';

await main(() => {
  setup();
  const args = ['dist/cli.js', 'run', 'examples/lenet-mnist-quick.ticket.yaml', ...process.argv.slice(2)];
  // The command gets the same Ctrl-C and stops the run; this script only waits.
  process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
  const { status, signal, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  // As a shell reports a signal; 1 would mean a claim that does not hold.
  process.exitCode = status ?? 128 + os.constants.signals[signal];
});
