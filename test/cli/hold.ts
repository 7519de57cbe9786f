// A run that is held while it is under way, so that it cannot end before a test has done something to it.
import fs from 'node:fs';
import path from 'node:path';
import type { FromWorker } from '../../src/trainer/messages';

export interface Hold {
  /** The environment of the command whose workers are held. */
  readonly env: Readonly<Record<string, string>>;
  /** Lets the workers of a run go on, or those of all runs. */
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
