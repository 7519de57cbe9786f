// Prints the table of `npm run kills`.
import fs from 'node:fs';
import { stream } from '../../src/lab/random';
import { quickFolder } from '../quick-folder';
import { buildWithFaults } from './build';
import { Ground, phases, type Killing, type Phase } from './kills';

/** Approximate number of times a run passes each phase's place; kills are spread over these passes. */
const passes: Readonly<Record<Phase, number>> = {
  'at the start': 1,
  'in a chunk': 300,
  'between write and rename of a tensor': 40,
  'in a commit': 10,
  'in evaluation': 14,
  'between rounds': 3,
  'in the worker': 8,
  'in the coordinator': 80,
};

/** Kills `each` times in every phase and `random` times anywhere; prints one row per phase. @returns the exit code. */
export async function printTable(each: number, random: number): Promise<number> {
  const program = await buildWithFaults();
  const ground = new Ground(quickFolder('kills'), program);
  const edited = new Ground(quickFolder('edits'), program, { hasModule: true });
  let bad = 0;
  const row = (phase: string, killings: readonly Killing[]): void => {
    const same = killings.filter(({ isSame }) => isSame).length;
    const unfinished = killings.filter(({ wasUnfinished }) => wasUnfinished).length;
    const left = killings.reduce((sum, killing) => sum + killing.left, 0);
    bad += killings.filter(({ isSame, left: some }) => !isSame || some > 0).length;
    console.log(
      [
        phase.padEnd(38),
        String(killings.length).padStart(5),
        String(unfinished).padStart(10),
        `${same} of ${killings.length}`.padStart(10),
        String(left).padStart(14),
        `  ${killings.map(({ at }) => at).join(' ')}`,
      ].join(' '),
    );
  };
  try {
    await ground.leaveAlone();
    console.log(`${'phase'.padEnd(38)} kills unfinished  same bits processes left   at pass (random: ms)`);
    let count = 0;
    for (const phase of Object.keys(phases) as Phase[]) {
      const killings: Killing[] = [];
      for (let i = 0; i < each; i++)
        killings.push(
          await ground.killIn(phase, 1 + Math.floor((i * (passes[phase] - 1)) / Math.max(1, each - 1))),
        );
      row(phase, killings);
      count += killings.length;
    }
    const draw = stream(Date.now() % 1e9, 'kills');
    const killings: Killing[] = [];
    for (let i = 0; i < random; i++) {
      const whom = (['coordinator', 'worker', 'all'] as const)[i % 3] ?? 'all';
      killings.push(await ground.killAt(Math.floor(300 + 4000 * draw.uniform()), whom));
    }
    row('at random', killings);
    count += killings.length;
    await edited.leaveAlone();
    const edits: Killing[] = [];
    for (let i = 0; i < random; i++) edits.push(await edited.editAt(Math.floor(3000 * draw.uniform())));
    row('at random, with its module edited', edits);
    count += edits.length;
    console.log(`\n${count - bad} passed, ${bad} failed`);
    return bad === 0 ? 0 : 1;
  } finally {
    for (const folder of [ground.folder, edited.folder, program])
      fs.rmSync(folder, { recursive: true, force: true });
  }
}
