// What `run: { keep: masks }` frees once a run is finished.
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../language/plan';
import { spareWeights, type Keep } from '../runs/spare';

/**
 * Removes the weights that no further round or control would be made from. Under the other policies a cell is written
 * with what is kept of it, and what was kept before stays; `ticket prune-files` frees that.
 */
export function freeWeights(
  runDir: string,
  keep: Keep,
  { rounds, start }: Pick<Plan, 'rounds' | 'trials' | 'start'>,
): void {
  if (keep !== 'masks') return;
  for (const { file } of spareWeights(runDir, { rounds, rewind: start.weights }, keep))
    fs.rmSync(path.join(runDir, file), { force: true });
}
