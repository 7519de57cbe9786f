// Reading a workload's data files, which may lie there packed.
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The content of the file `name` that is at `place`: as it is there, or unpacked where it is called `<name>.gz`. */
export function readDataFile(name: string, place: string): Uint8Array {
  const bytes = fs.readFileSync(place);
  const isPacked = path.basename(place) === `${path.basename(name)}.gz`;
  return new Uint8Array(isPacked ? gunzipSync(bytes) : bytes);
}
