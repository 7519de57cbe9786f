// Tests the panels with runs in every state: nothing trained, failed, large, and a table without runs. Uses synthetic
// directories.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { eventWriter } from '../../src/runs/events';
import { acquire } from '../../src/runs/lock';
import { choose, command } from '../editor/page';
import { makeRun, type Accuracies, type Made } from '../runs/made-run';
import { faults } from './checks';
import { panelFrame, settled } from './panel';
import { measured, sizePanel, tell, type Place } from './place';

const states = ['interrupted', 'failed', 'diverged', 'finished'] as const;
type State = (typeof states)[number];

const ROUNDS = { interrupted: 4, failed: 4, diverged: 4, finished: 20 };
const arms = ['ticket', 'reinit', 'shuffled-mask', 'random-mask', 'random-network'];

function made(state: State): Made {
  const rounds = ROUNDS[state];
  const value = (round: number, arm: number, trial: number) => {
    // Nothing is trained yet.
    if (state === 'interrupted') return null;
    if (state === 'failed' && round > 1) return null;
    // Networks that depend on a diverged one are not trained.
    if (state === 'diverged' && trial === 1 && round > 1) return arm === 0 && round === 2 ? 'diverged' : null;
    return 0.97 - 0.003 * round * (1 + arm) + 0.002 * trial;
  };
  return {
    trials: 2,
    densities: Array.from({ length: rounds + 1 }, (_, round) => 0.8 ** round),
    arms: Object.fromEntries(
      arms
        .slice(0, state === 'finished' ? undefined : 2)
        .map((name, arm): [string, Accuracies] => [
          name,
          Array.from({ length: rounds + 1 }, (_, round) =>
            round === 0 && arm > 0 ? [] : Array.from({ length: 2 }, (_, trial) => value(round, arm, trial)),
          ),
        ]),
    ),
    manifest: { name: `made-${state}` },
    evaluations: Array.from({ length: state === 'finished' ? 500 : 20 }, (_, i) => ({
      ...{ iteration: 100 * (i + 1), validationLoss: 0.1 + 1 / (i + 1), trainingLoss: 0.05 + 1 / (i + 1) },
      validationAccuracy: 0.97 - 0.5 / (i + 1),
    })),
  };
}

/** Makes directories of runs in each state. */
export function makeStates(folder: string): void {
  for (const state of states) {
    const runDir = path.join(folder, `made-${state}`);
    makeRun(runDir, made(state));
    if (state === 'interrupted') continue;
    const lock = acquire(runDir);
    eventWriter(
      runDir,
      lock.fence,
    )({
      type: 'ended',
      ...(state === 'failed'
        ? { outcome: 'failed', message: 'The disk is full: free some space, then resume the run.' }
        : { outcome: 'finished' }),
    });
    lock.release();
  }
}

/** Moves the directories into the runs folder, checks the panels of each run, and moves them back. */
export async function lookAtStates(place: Place, made: string): Promise<void> {
  const { page, runs } = place;
  const names = fs.readdirSync(made);
  const there = names.map((run) => path.join(runs, run));
  const move = (from: string, to: string): void => {
    for (const run of names) fs.renameSync(path.join(from, run), path.join(to, run));
  };
  move(made, runs);
  try {
    for (const state of states) {
      await command(page, 'View: Close All Editors');
      await choose(page, 'Ticket: Show Results', 'Show Results', `made-${state}`);
      const last = { ...ROUNDS, interrupted: 0, failed: 1 }[state];
      const frame = await panelFrame(page, `body[data-shown="${state} ${last} ticket"]`);
      await frame.waitForFunction(
        (many) => document.querySelectorAll('#accuracy .chart svg, #loss .chart svg').length === many,
        state === 'interrupted' ? 0 : 2,
      );
      await measured(place, frame, `run-panel-${state}`, 2600);
    }
    await command(page, 'View: Close All Editors');
    await choose(page, 'Ticket: Show Masks', 'Show Masks', 'made-failed');
    await measured(place, await panelFrame(page, '#rows .chart svg'), 'masks-failed', 2000);
  } finally {
    move(runs, made);
  }
  // The host reports that all are gone.
  await command(page, 'View: Close All Editors');
  await command(page, 'Ticket: Show Runs Table');
  const frame = await panelFrame(page, '#runs td');
  const gone = [...there, ...fs.readdirSync(runs).map((run) => path.join(runs, run))];
  await tell(frame, { type: 'rows', rows: [], gone });
  await frame.waitForFunction(() => document.body.dataset.rows === '0');
  await sizePanel(page, frame, 320, 800);
  await settled(frame);
  assert.deepEqual(await faults(frame), []);
  await page.screenshot({ path: path.resolve('dist/test-host/table-empty.png') });
}
