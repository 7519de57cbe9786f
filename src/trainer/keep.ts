// Frees weights at the end of a run with `run: { keep: masks }`.
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../language/plan';
import { spareWeights, type Keep } from '../runs/spare';

/**
 * Removes weights that no further round or control can start from. The other policies decide when a cell is written and
 * leave existing files alone; `ticket prune-files` frees those.
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
