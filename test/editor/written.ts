// Writes a spec from scratch in a real VS Code, with keys and suggestions.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { check } from '../../src/language/check';
import { accept, openFile } from './page';

const written = `ticket: 1
workload: mnist
model: mlp
train:
  batch: 60
  iterations: 300 iterations
prune:
  rounds: 3
  rates:
    fc1: 0.3
controls:
  - reinit
claims:
  - says: it wins
    metric: testAccuracy
    difference: [ticket, dense]
    atLeast: -0.5
    mustFail:
      - reinit`;

/** Writes a spec into the empty file `new.ticket.yaml` of the folder that is open in the window. */
export async function writeSpec(page: Page, folder: string): Promise<void> {
  const file = path.join(folder, 'new.ticket.yaml');
  const keys = page.keyboard;
  const press = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await keys.press(name);
  };
  /** Types the beginning of a suggestion and accepts it. */
  const take = async (typed: string, label: string): Promise<void> => {
    await keys.type(typed);
    await accept(page, label);
  };
  try {
    await openFile(page, 'new.ticket.yaml');
    await page.locator('.codelens-decoration', { hasText: '1 problem' }).waitFor();
    await press('Control+Space');
    await take('', 'ticket');
    await press('Enter');
    await take('w', 'workload');
    await take('', 'mnist');
    await press('Enter');
    await take('m', 'model');
    await take('', 'mlp');
    await press('Enter');
    await take('tr', 'train');
    await take('', 'batch');
    await take('', '60');
    await press('Enter');
    await take('it', 'iterations');
    await take('300 ', '300 iterations');
    await press('Enter', 'Shift+Tab');
    await take('pr', 'prune');
    await take('', 'rounds');
    await keys.type('3');
    await press('Enter');
    await take('rat', 'rates');
    await take('', 'fc1');
    await keys.type('0.3');
    await press('Enter', 'Shift+Tab', 'Shift+Tab');
    await take('co', 'controls');
    await take('', 'reinit');
    await press('Enter', 'Shift+Tab');
    await take('cl', 'claims');
    await keys.type('it wins');
    await press('Tab');
    await take('', 'testAccuracy');
    await press('Enter');
    await take('di', 'difference');
    await take('', 'ticket');
    await keys.type(', ');
    await take('', 'dense');
    await press('End', 'Enter');
    await take('at', 'atLeast');
    await keys.type('-0.5');
    await press('Enter');
    await take('mu', 'mustFail');
    await take('', 'reinit');
    await press('Control+S');
    await page.locator('.tabs-container .tab.active:not(.dirty)').waitFor();
    await page.locator('.codelens-decoration', { hasText: 'Run' }).waitFor();
  } finally {
    await page.screenshot({ path: path.resolve('dist/test-host/written.png') });
  }
  const text = fs.readFileSync(file, 'utf8');
  assert.equal(text, written);
  assert.deepEqual(check(text).problems, []);
}
