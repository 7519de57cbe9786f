// `npm start`: sets up what is missing and runs the quick experiment on real MNIST.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { main, root } from './shell.mjs';
import { setup } from './setup.mjs';

await main(() => {
  setup();
  const args = ['dist/cli.js', 'run', 'examples/lenet-mnist-quick.ticket.yaml', ...process.argv.slice(2)];
  // Ctrl-C goes to the command as well, which stops the run; this script waits for it.
  process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
  const { status, signal, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  // As a shell says it; 1 is for a claim that does not hold.
  process.exitCode = status ?? 128 + os.constants.signals[signal];
});
