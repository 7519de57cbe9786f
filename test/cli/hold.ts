// Holds a run in the middle, so that it cannot finish before a test has acted on it.
import fs from 'node:fs';
import path from 'node:path';
import type { FromWorker } from '../../src/trainer/messages';

export interface Hold {
  /** The environment for the command whose workers are held. */
  readonly env: Readonly<Record<string, string>>;
  /** Releases the workers of one run, or of all runs. */
  release(runDir?: string): void;
}

/** Holds each worker after its `count`-th message of this type; `folder` is a new one. */
export function hold(folder: string, type: FromWorker['type'], count = 1): Hold {
  fs.mkdirSync(folder);
  const env = {
    NODE_OPTIONS: `--require=${JSON.stringify(path.resolve('test/cli/hold.cjs'))}`,
    TICKET_HOLD: JSON.stringify({ folder, type, count }),
  };
  return {
    env,
    release(runDir) {
      if (runDir === undefined) fs.rmSync(folder, { recursive: true, force: true });
      else if (fs.existsSync(folder)) fs.writeFileSync(path.join(folder, path.basename(runDir)), '');
    },
  };
}
