// Tests the run panel of a run that trains: it follows the run, stops and resumes it, and reports when it is deleted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readCurves } from '../../src/runs/curves';
import { judge } from '../../src/runner/judge';
import { listRuns } from '../../src/runs/list';
import { runData } from '../../src/webviews/run-data';
import { choose, command, openFile } from '../editor/page';
import { freeze, thaw } from '../frozen';
import { becomes, until } from '../until';
import { faults } from './checks';
import { panelFrame, shown } from './panel';
import { measured, nonsense, say, spoiled, ticket, type Place } from './place';
import { drawn } from './run-panel';

/** A live run: the panel follows it, ignores invalid messages, and reports when the run has been deleted. */
export async function follow(place: Place): Promise<void> {
  try {
    await followed(place);
  } finally {
    for (const { name, path: run } of listRuns(place.runs))
      if (name === 'endless') ticket(place, 'stop', run, '--now');
  }
}

async function followed(place: Place): Promise<void> {
  const { page, runs } = place;
  await openFile(page, 'endless.ticket.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Run' }).first().click();
  const { path: run } = await until('the run', () =>
    listRuns(runs).find(({ name, state }) => name === 'endless' && state === 'running'),
  );
  await command(page, 'View: Close All Editors');
  await choose(page, 'Ticket: Show Results', 'Show Results', 'endless');
  let frame = await panelFrame(page, '#state[data-state="running"]');
  const points = async (): Promise<number> => {
    const { loss } = await drawn(frame);
    return Math.max(0, ...(loss?.rows ?? []).map(({ iteration }) => Number(iteration)));
  };
  const grows = async (): Promise<void> => {
    const before = await points();
    thaw(run);
    await until('more of the curves', async () => (await points()) > before);
    freeze(run);
  };
  await grows();
  await measured(place, frame, 'run-panel-running', 2600);

  // Opens the masks of the run, none of which exist yet.
  await frame.locator('#open-masks').click();
  const masks = await panelFrame(page, '#says:not([hidden])');
  await masks.locator('#says', { hasText: 'No trained network yet for this arm and trial' }).waitFor();
  await measured(place, masks, 'masks-running', 800);
  await page.locator('.tabs-container .tab', { hasText: /^endless$/ }).click();
  frame = await panelFrame(page, '#state[data-state="running"]');
  await grows();

  // The panel keeps working after invalid messages in both directions: the run's next change shows it again.
  thaw(run);
  await say(frame, nonsense(['save', 'curves', 'run', 'error', 'open', 'choose', 'failed']));
  const listing = listRuns(runs).find(({ path }) => path === run) ?? assert.fail();
  const curves = listRuns(runs).flatMap(({ name, path }) =>
    name === 'small' ? readCurves(path, 'ticket', 1) : [],
  );
  await say(
    frame,
    spoiled([
      { type: 'run', run: runData(listing, await judge(run)) },
      { type: 'curves', group: 'ticket', round: 0, curves, dense: curves },
    ]),
  );
  await shown(frame, 'running 0 ticket');
  await grows();
  assert.equal(await frame.locator('#error').isVisible(), false);
  thaw(run);

  // Its buttons stop, resume and run it.
  const reaches = async (state: string, ...buttons: readonly string[]): Promise<void> => {
    await frame.locator(`#state[data-state="${state}"]`).waitFor();
    await becomes(buttons, () => frame.locator('[id^="act-"]').filter({ visible: true }).allInnerTexts());
  };
  await reaches('running', 'Stop');
  await frame.locator('#act-stop').click();
  await reaches('stopped', 'Resume', 'Run Again');
  await frame.locator('#act-resume').click();
  await reaches('running', 'Stop');
  await frame.locator('#act-stop').click();
  await reaches('stopped', 'Resume', 'Run Again');
  await frame.locator('#act-run').click();
  await reaches('running', 'Stop');
  await command(page, 'Ticket: Stop Now');
  await reaches('interrupted', 'Resume', 'Run Again');
  fs.rmSync(run, { recursive: true });
  await frame.locator('#error', { hasText: 'no longer exists' }).waitFor();
  assert.deepEqual(await faults(frame), []);
  await page.screenshot({ path: path.resolve('dist/test-host/run-panel-gone.png') });
}
