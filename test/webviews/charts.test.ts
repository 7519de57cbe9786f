import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import { accuracyChart, earlyStopChart } from '../../src/webviews/charts/density-chart';
import { overlayChart } from '../../src/webviews/charts/overlay-chart';
import { parallelChart } from '../../src/webviews/charts/parallel-chart';
import { layersChart } from '../../src/webviews/charts/layers-chart';
import { armScales, percent } from '../../src/webviews/charts/chart';
import { survivalChart } from '../../src/webviews/charts/survival-chart';
import { paperPoints } from '../../src/webviews/paper';
import type { Chart } from '../../src/webviews/charts/chart';
import type { RunData } from '../../src/webviews/run-data';
import { theme } from './theme';

const summary = (mean: number) => ({ mean, min: mean - 0.01, max: mean + 0.01, n: 2 });
const arm = (accuracy: number, iteration: number, alive: number, diverged = 0) => ({
  ...{ testAccuracy: summary(accuracy), testAccuracyAtEnd: summary(accuracy - 0.02), diverged },
  earlyStopIteration: summary(iteration),
  cells: [{ trial: 0, repeat: 0, values: {}, alive: { 'fc1.weight': alive } }],
});
const statement = { of: { value: 'ticket' }, bound: { atLeast: 0 }, over: 'mean' } as const;
const rest = { ...statement, controls: [], writtenBeforeData: true } as const;
const data: RunData = {
  ...{
    path: '/r',
    name: 'made',
    state: 'finished',
    actions: [],
    says: '',
    engine: '',
    trials: 2,
    iterations: 100,
  },
  ...{ startIteration: 0, groups: ['ticket', 'reinit'], layers: { 'fc1.weight': 1000 } },
  rounds: [
    { round: 0, weights: 1000, density: 1, committed: true, arms: { ticket: arm(0.95, 80, 1000) } },
    {
      ...{ round: 1, weights: 200, density: 0.2, committed: true },
      arms: { ticket: arm(0.96, 50, 200), reinit: arm(0.9, 90, 200, 1) },
    },
    { round: 2, weights: 40, density: 0.04, committed: false, arms: {} },
  ],
  claims: [
    {
      says: 'a',
      metric: 'testAccuracy',
      verdict: 'holds',
      because: '',
      density: 0.2,
      round: 1,
      ...rest,
    },
    { ...{ says: 'b', metric: 'testAccuracy', verdict: 'undecided', because: '' }, ...rest },
    ...(['testAccuracy', 'testAccuracyAtEnd', 'earlyStopIteration'] as const).map((metric) => ({
      ...({ says: metric, metric, verdict: 'fails', because: '', density: 0.2, round: 1 } as const),
      ...rest,
    })),
  ],
  paper: [
    { density: 0.2107, iterationRatio: 0.62, says: 'earlier' },
    { density: 0.1352, accuracyGain: 0.003, says: 'above' },
    { density: 0.0358, accuracyGain: 0, says: 'back' },
  ],
};
const choice = { at: 'early stop', round: 1, group: 'ticket' } as const;

describe('the charts of a sweep', () => {
  const runs = [
    { name: 'a', values: { seed: '1', 'prune.rate': '0.01' }, best: 0.9, winningAt: 0.2 },
    { name: 'b', values: { seed: '2', 'prune.rate': '0.1' }, best: 0.95, winningAt: null },
    { name: 'c', values: { seed: 'x', 'prune.rate': '1' }, best: null, winningAt: 0.4 },
  ];
  const placesOn = (axis: string): unknown =>
    parallelChart(['seed', 'prune.rate'], runs)
      .data.rows?.filter((row) => row.axis === axis)
      .map(({ group, value, place }) => [group, value, typeof place === 'number' ? place.toFixed(2) : place]);

  test('place numbers by size, over a wide range by their logarithm, and words in order', () => {
    assert.deepEqual(placesOn('prune.rate'), [
      ['a', '0.01', '0.00'],
      ['b', '0.1', '0.50'],
      ['c', '1', '1.00'],
    ]);
    assert.deepEqual(placesOn('seed'), [
      ['a', '1', '0.00'],
      ['b', '2', '0.50'],
      ['c', 'x', '1.00'],
    ]);
  });

  test('break long values into lines, and label the densities of short runs', () => {
    const changed = { ...runs[0], name: 'd', values: { 'prune.criterion': 'magnitude-increase' }, best: 1 };
    const { labels } = parallelChart(['prune.criterion'], [{ ...changed, winningAt: 0.2 }]).data;
    assert.equal(labels?.[0]?.text, 'magnitude-\nincrease');
    const point = { run: 'a', round: 1, ...summary(0.9) };
    const ticksOf = (...densities: number[]): string =>
      /"values":(\[.*?\])/.exec(
        JSON.stringify(
          overlayChart(
            ['a'],
            densities.map((density) => ({ ...point, density })),
          ).draw(theme(false)),
        ),
      )?.[1] ?? '';
    assert.equal(ticksOf(1, 0.6), '[1,0.6]');
    assert.equal(ticksOf(1, 0.1), '[1,0.5,0.2,0.1]');
  });

  test('leave a gap where a run has no result', () => {
    assert.deepEqual(placesOn('smallest winning ticket'), [
      ['a', '20.0%', '0.00'],
      ['b', '–', null],
      ['c', '40.0%', '1.00'],
    ]);
    const { summary: says } = parallelChart(['seed'], runs);
    assert.equal(says, 'Best: b, 95.0% test accuracy.');
  });

  test('color lines by a swept value, as numbers if all are', () => {
    const point = { run: 'a', round: 1, density: 0.5, ...summary(0.9) };
    const chart = overlayChart(['a', 'b'], [point, { ...point, run: 'b' }], {
      key: 'seed',
      values: { a: '1', b: '10' },
    });
    assert.deepEqual(
      chart.data.rows?.map(({ group, value }) => [group, value]),
      [
        ['a', 1],
        ['b', 10],
      ],
    );
    assert.equal(chart.key, 'color: seed');
    assert.equal(
      chart.summary,
      'In the last round a is best: 90.0% at 50.0% density. b: 90.0% at 50.0% density.',
    );
    assert.deepEqual(chart.columns.at(-1), { key: 'value', title: 'seed' });
  });
});

test('the lines of a key with words have the colors of the theme', () => {
  const values = { a: 'magnitude', b: 'random', c: 'magnitude', d: '3' };
  const points = Object.keys(values).map((run) => ({ run, round: 1, density: 0.5, ...summary(0.9) }));
  const chart = overlayChart(Object.keys(values), points, { key: 'prune.criterion', values });
  for (const isDark of [false, true]) {
    const { color } = armScales(['magnitude', 'random', '3'], theme(isDark));
    const scale = { domain: ['magnitude', 'random', 3], range: color.range };
    assert(JSON.stringify(chart.draw(theme(isDark))).includes(`"scale":${JSON.stringify(scale)}`));
  }
});

describe('the charts of a run', () => {
  test('have a row for each arm of each round', () => {
    const { data: sets, summary: says } = accuracyChart(data, choice);
    assert.deepEqual(
      sets.rows?.map(({ group, round, density, mean, min, max, n, diverged }) => [
        ...[group, round, density, mean, min, max, n, diverged],
      ]),
      [
        ['ticket', 0, 1, 0.95, 0.95 - 0.01, 0.95 + 0.01, 2, 0],
        ['ticket', 1, 0.2, 0.96, 0.96 - 0.01, 0.96 + 0.01, 2, 0],
        ['reinit', 1, 0.2, 0.9, 0.9 - 0.01, 0.9 + 0.01, 2, 1],
      ],
    );
    assert.deepEqual(sets.chosen, [{ density: 0.2 }]);
    assert.deepEqual(sets.claims, [
      { density: 0.2, says: 'a', verdict: 'holds', level: 0 },
      { density: 0.2, says: 'testAccuracy', verdict: 'fails', level: 1 },
    ]);
    const said = (chart: Chart): unknown => chart.data.claims?.map(({ says, level }) => [says, level]);
    assert.deepEqual(said(accuracyChart(data, { ...choice, at: 'end' })), [['testAccuracyAtEnd', 0]]);
    assert.deepEqual(said(earlyStopChart(data, choice)), [['earlyStopIteration', 0]]);
    assert.equal(
      says,
      'ticket: 95.0% at 100% density, 96.0% at 20.0% density; best 96.0% at 20.0% density. reinit: 90.0% at 20.0% density. reinit: 1 diverged at 20.0% density.',
    );
  });

  test('have the numbers at the end of training where those are wanted', () => {
    const { data: sets } = accuracyChart(data, { ...choice, at: 'end' });
    assert.deepEqual(
      sets.rows?.map(({ mean }) => mean),
      [0.95 - 0.02, 0.96 - 0.02, 0.9 - 0.02],
    );
  });

  test('have the paper’s points as far as the run goes, relative to its own dense net', () => {
    assert.deepEqual(accuracyChart(data, choice).data.paper, [
      { density: 0.1352, value: 0.953, says: 'above' },
    ]);
    assert.deepEqual(earlyStopChart(data, choice).data.paper, [
      { density: 0.2107, value: 80 * 0.62, says: 'earlier' },
    ]);
  });

  test('say what is left of each layer', () => {
    const { data: sets, summary: says } = layersChart(data, 1);
    assert.deepEqual(
      sets.rows?.map(({ layer, round, density, alive }) => [layer, round, density, alive]),
      [
        ['fc1', 0, 1, 1000],
        ['fc1', 1, 0.2, 200],
      ],
    );
    assert.equal(says, 'After round 1: fc1 20.0%.');
  });

  test('of a layer’s rows are bars that have all weights', () => {
    const left = Uint32Array.from({ length: 1500 }, (_, i) => i % 7);
    const { data: sets } = survivalChart('rows', 'Rows', left, 10);
    const rows = sets.rows ?? [];
    assert(rows.length <= 512);
    assert.equal(rows.at(-1)?.to, 1500);
    assert.equal(
      rows.reduce((sum, row) => sum + Number(row.left), 0),
      left.reduce((sum, one) => sum + one, 0),
    );
  });

  test('tell percentages with as many digits as they need', () => {
    assert.deepEqual([1, 0.9996, 0.512, 0.0358, 0.0041].map(percent), [
      '100%',
      '100%',
      '51.2%',
      '3.58%',
      '0.41%',
    ]);
  });
});

test('the paper’s points belong to its own network alone', () => {
  const points = (text: string): number => {
    const { spec, plan } = check(text);
    return spec && plan ? paperPoints(spec, plan).length : NaN;
  };
  const lenet = 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, layers: { a: 300, b: 100 } }\n';
  assert.equal(points(lenet), 3);
  assert.equal(points(lenet.replace('300', '301')), 0);
  assert.equal(points(lenet.replace('mnist', 'fashion-mnist')), 0);
  assert.equal(points(`${lenet}prune: { schedule: one-shot }\n`), 0);
});
