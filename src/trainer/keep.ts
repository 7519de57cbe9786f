// What `run: { keep: masks }` frees once a run is finished.
import fs from 'node:fs';
import type { Plan } from '../language/plan';
import { cellFile } from '../runs/layout';
import { TICKET } from './schedule';

/**
 * Removes the tickets' weights, but for those that a further round or control would be made from, so that the run can
 * still grow: round 0 and the last, and all where networks go on from trained weights. Under the other policies a cell is written with what is kept of it.
 */
export function freeWeights(
  runDir: string,
  keep: 'all' | 'tickets' | 'masks',
  { rounds, trials, start }: Pick<Plan, 'rounds' | 'trials' | 'start'>,
): void {
  if (keep !== 'masks' || start.weights === 'trained') return;
  const needed = new Set([0, rounds.length - 1]);
  for (const { round } of rounds) {
    if (needed.has(round)) continue;
    for (let trial = 0; trial < trials; trial++) {
      const cell = { trial, arm: TICKET, round };
      fs.rmSync(cellFile(runDir, cell, 'weights.safetensors'), { force: true });
      fs.rmSync(cellFile(runDir, cell, 'early-stop.safetensors'), { force: true });
    }
  }
}
