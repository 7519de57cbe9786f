// Tests the comparison of three and eight runs in the runs table: no text is clipped, the keys stay visible, and a key of
// the specs colors the lines.
import assert from 'node:assert/strict';
import path from 'node:path';
import { becomes } from '../until';
import { faults } from './checks';
import { settled, type Panel } from './panel';
import { drawn } from './run-panel';
import { inThemes, isFull, sizePanel, tell, type Place } from './place';

const eight = ['magnitude', 'magnitude-increase'].flatMap((criterion) =>
  [1, 2, 3, 4].map((seed) => ({ criterion, seed, path: `/eight/${criterion}-${seed}` })),
);
const nameOf = ({ criterion, seed }: (typeof eight)[number]): string =>
  `criterion=${criterion}, seed=${seed}`;
const differencesOf = (specs: typeof eight) => [
  { path: 'prune.criterion', values: specs.map(({ criterion }) => criterion) },
  { path: 'seed', values: specs.map(({ seed }) => String(seed)) },
  { path: 'model.layers.a-layer-with-a-long-name', values: specs.map(({ seed }) => String(100 * seed)) },
  {
    path: 'claims: at 5% density the ticket is as accurate as the dense network',
    values: specs.map(({ seed }) =>
      seed > 2 ? '–' : '{"at":{"density":0.05},"metric":"testAccuracy","atLeast":-0.005}',
    ),
  },
];

/** Three runs of medium width and eight, narrow and wide; in `npm run test:full` both in all widths and themes. */
export async function compared(place: Place, frame: Panel): Promise<void> {
  const widths = [420, 1000, 1600];
  await comparison(place, frame, eight.slice(0, 3), isFull ? widths : [1000]);
  await colours(frame, eight.slice(0, 3));
  await comparison(place, frame, eight, isFull ? widths : [420, 1600]);
  await tell(frame, { type: 'choose', runs: [] });
  for (const id of ['differing', 'chosen-only']) await frame.locator(`#${id}`).uncheck();
}

async function comparison(
  place: Place,
  frame: Panel,
  specs: typeof eight,
  widths: readonly number[],
): Promise<void> {
  const { page } = place;
  const names = specs.map(nameOf);
  const differences = differencesOf(specs);
  const runs = specs.map(({ path }, i) => ({ path, name: names[i] ?? '', best: 0.9, winningAt: 0.2 }));
  const asked = specs.map(({ path }) => path);
  const points = names.flatMap((run, i) =>
    [1, 0.5, 0.25].map((density, round) => {
      const mean = 0.95 - 0.01 * round - 0.002 * i;
      return { run, round, density, mean, min: mean - 0.005, max: mean + 0.005, n: 3 };
    }),
  );
  await tell(frame, { type: 'choose', runs: asked });
  // The host finds none of them.
  await frame.waitForFunction(() => document.body.dataset.compared === '0');
  await tell(frame, { type: 'compared', asked, runs, points, differences });
  await frame.waitForFunction((count) => document.body.dataset.compared === count, String(specs.length));
  for (const width of widths) {
    await sizePanel(page, frame, width, 2000);
    await inThemes(place, frame, async (theme) => {
      await settled(frame);
      const picture = `table-compared-${specs.length}-${theme}-${width}`;
      await page.screenshot({ path: path.resolve(`dist/test-host/${picture}.png`) });
      assert.deepEqual(await faults(frame), [], picture);
    });
    const { cut, moved, heads } = await frame.evaluate(measure);
    assert.deepEqual(cut, []);
    assert.equal(moved, 0, 'the keys scroll out of sight');
    assert.deepEqual(heads, names);
  }
}

/** Colors the lines by each key in turn, and again by run. */
async function colours(frame: Panel, specs: typeof eight): Promise<void> {
  const by = frame.locator('#colour-by');
  for (const [key, valueOf] of [
    ['seed', ({ seed }) => seed],
    ['prune.criterion', ({ criterion }) => criterion],
  ] as const satisfies readonly (readonly [string, (spec: (typeof eight)[number]) => unknown])[]) {
    await by.selectOption(key);
    await frame.locator('#overlay .key', { hasText: `color: ${key}` }).waitFor();
    const values = async (): Promise<unknown> =>
      (await drawn(frame)).overlay?.rows?.map(({ group, value }) => String([group, value])).sort();
    const expected = specs.flatMap((spec) => [1, 2, 3].map(() => String([nameOf(spec), valueOf(spec)])));
    await becomes(expected.sort(), values);
    assert.equal(await frame.locator('#legend').isVisible(), false);
  }
  await by.selectOption('');
  await frame.locator('#legend').waitFor();
  assert.deepEqual(await frame.locator('#legend button').allInnerTexts(), specs.map(nameOf));
}

/** Runs inside the page. */
function measure(): { readonly cut: string[]; readonly moved: number; readonly heads: string[] } {
  const scroller = document.getElementById('differences');
  const cells = [...(scroller?.querySelectorAll('th, td') ?? [])];
  const cut = cells.flatMap((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const [text, box] = [range.getBoundingClientRect(), cell.getBoundingClientRect()];
    return text.right > box.right + 1 || text.bottom > box.bottom + 1 ? [cell.textContent] : [];
  });
  const key = scroller?.querySelector('tbody th');
  const before = key?.getBoundingClientRect().left ?? NaN;
  scroller?.scrollBy(10_000, 0);
  const moved = (key?.getBoundingClientRect().left ?? NaN) - before;
  scroller?.scrollTo(0, 0);
  return {
    cut,
    moved,
    heads: [...document.querySelectorAll('#differences thead th')].map((head) => head.textContent),
  };
}
