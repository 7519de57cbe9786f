// Temporary folders for tests that write and sync many small files: in memory if the system allows it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A new folder; the caller removes it. */
export function quickFolder(name: string): string {
  const inMemory = '/dev/shm';
  try {
    return fs.mkdtempSync(path.join(inMemory, `ticket-${name}-`));
  } catch {
    return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `ticket-${name}-`));
  }
}
