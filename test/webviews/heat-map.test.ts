// Tests the numbers in the heat map of layers: readable on every cell, and only where they fit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { config } from '../../src/webviews/charts/chart';
import { layersChart } from '../../src/webviews/charts/layers-chart';
import type { RunData } from '../../src/webviews/run-data';
import { theme } from './theme';

/** A run of one layer with these densities. */
const runOf = (densities: readonly number[]): RunData => {
  const rounds = densities.map((density, round) => ({
    ...{ round, weights: 1e6 * density, density, committed: true },
    arms: {
      ticket: { diverged: 0, cells: [{ trial: 0, repeat: 0, values: {}, alive: { fc1: 1e6 * density } }] },
    },
  }));
  return { layers: { fc1: 1e6 }, rounds } as unknown as RunData;
};

/** The numbers of the drawn chart, and the colours of the numbers and their cells. */
async function drawn(densities: readonly number[], isDark: boolean, width: number) {
  const [{ View, parse }, { compile }, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ]);
  const chart = layersChart(runOf(densities), 0);
  const drawing = { ...chart.draw(theme(isDark)), config: config(theme(isDark)), datasets: chart.data };
  const { spec } = compile({ ...drawing, width, height: chart.height });
  // Like the page: the content security policy forbids `eval`.
  const view = new View(parse(spec, undefined, { ast: true }), {
    renderer: 'none',
    expr: expressionInterpreter,
  });
  const svg = await view.toSVG();
  view.finalize();
  const marks = (name: string, part: RegExp): readonly string[] => {
    const [, group = ''] = new RegExp(`<g class="mark-${name} role-mark[^>]*>(.*?)</g>`).exec(svg) ?? [];
    return [...group.matchAll(part)].map(([, found = '']) => found);
  };
  const colour = /fill="([^"]*)"/g;
  return {
    cells: marks('rect', colour),
    numbers: marks('text', colour),
    texts: marks('text', />([^<]+)<\//g),
  };
}

/** The relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const values = colour.startsWith('#')
    ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+/g) ?? []).map(Number);
  const [r = NaN, g = NaN, b = NaN] = values.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the numbers in the heat map of layers', () => {
  for (const isDark of [false, true])
    test(`have a contrast of at least 4.5 with their cells in a ${isDark ? 'dark' : 'light'} theme`, async () => {
      const densities = Array.from({ length: 60 }, (_, i) => ((60 - i) / 60) ** 2);
      const { cells, numbers } = await drawn(densities, isDark, 60 * 60);
      assert.deepEqual([cells.length, numbers.length], [60, 60]);
      cells.forEach((cell, i) => {
        const [dark = 0, bright = 0] = [luminance(cell), luminance(numbers[i] ?? '')].sort((a, b) => a - b);
        const contrast = (bright + 0.05) / (dark + 0.05);
        assert.ok(contrast >= 4.5, `${numbers[i] ?? ''} on ${cell}: ${contrast.toFixed(2)}`);
      });
    });

  test('are densities, and absent where a cell is too narrow', async () => {
    const densities = [1, 0.513, 0.0358, 0.0041];
    assert.deepEqual((await drawn(densities, false, 200)).texts, ['100%', '51.3%', '3.58%', '0.41%']);
    assert.deepEqual((await drawn(densities, false, 150)).texts.join(''), '');
  });
});
