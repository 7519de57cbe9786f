// Tests the comparison of eight runs in the runs table: no text is clipped, and the keys stay visible.
import assert from 'node:assert/strict';
import path from 'node:path';
import { faults } from './checks';
import { settled, type Panel } from './panel';
import { sizePanel, tell, type Place } from './place';

const specs = ['magnitude', 'magnitude-increase'].flatMap((criterion) =>
  [1, 2, 3, 4].map((seed) => ({ criterion, seed, path: `/eight/${criterion}-${seed}` })),
);
const names = specs.map(({ criterion, seed }) => `criterion=${criterion}, seed=${seed}`);
const differences = [
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

export async function eightRuns({ page }: Place, frame: Panel): Promise<void> {
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
  await frame.waitForFunction(() => document.body.dataset.compared === '8');
  for (const width of [420, 1000, 1600]) {
    await sizePanel(page, frame, width, 2000);
    await settled(frame);
    await page.screenshot({ path: path.resolve(`dist/test-host/table-eight-${width}.png`) });
    assert.deepEqual(await faults(frame), [], `eight runs at ${width} px`);
    const { cut, moved, heads } = await frame.evaluate(measure);
    assert.deepEqual(cut, []);
    assert.equal(moved, 0, 'the keys scroll out of sight');
    assert.deepEqual(heads, names);
  }
  await tell(frame, { type: 'choose', runs: [] });
  for (const id of ['differing', 'chosen-only']) await frame.locator(`#${id}`).uncheck();
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
