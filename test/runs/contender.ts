// A process that takes the lock TIMES times and checks each time that nobody else holds it.
//
// node contender.js RUN TIMES
//
// Waits for a line on stdin before it starts. Each success appends its fence to RUN/fences; two holders at once are an
// error.
import fs from 'node:fs';
import path from 'node:path';
import { acquire, LockHeldError, type Lock } from '../../src/runs/lock';

const [runDir = '', times = '1'] = process.argv.slice(2);

function tryAcquire(): Lock | undefined {
  try {
    return acquire(runDir);
  } catch (error) {
    if (error instanceof LockHeldError) return undefined;
    throw error;
  }
}

process.stdout.write('ready\n');
process.stdin.once('data', () => {
  for (let taken = 0; taken < Number(times);) {
    const lock = tryAcquire();
    if (!lock) continue;
    const inside = path.join(runDir, 'inside');
    fs.writeFileSync(inside, String(process.pid), { flag: 'wx' });
    fs.appendFileSync(path.join(runDir, 'fences'), `${lock.fence}\n`);
    lock.mustHold();
    fs.rmSync(inside);
    lock.release();
    taken += 1;
  }
  process.exit(0);
});
