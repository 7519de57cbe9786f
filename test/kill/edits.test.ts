// Tests a module that is edited while its run trains and workers are killed; `npm run kills` does so more often.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { sampled } from '../full';
import { quickFolder } from '../quick-folder';
import { buildWithFaults } from './build';
import { Ground } from './kills';

describe('a run whose module is edited and whose worker is killed ends in the bits of the original module,', () => {
  let ground: Ground;
  before(async () => {
    ground = new Ground(quickFolder('edits'), await buildWithFaults(), { hasModule: true });
    await ground.leaveAlone();
  });
  after(() => [ground.folder, ground.program].forEach((folder) => fs.rmSync(folder, { recursive: true })));

  for (const afterMs of sampled([700], [0, 700, 1900])) {
    test(`${afterMs} ms after its start`, async () => {
      const { isSame, left } = await ground.editAt(afterMs);
      assert.deepEqual({ isSame, left }, { isSame: true, left: 0 });
    });
  }
});
