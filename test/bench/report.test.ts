// Tests the benchmark's report on synthetic rows: ratios, JSON, the page, the exit code.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { groups, type Group } from '../../bench/groups';
import type { Row } from '../../bench/measure';
import { withResults } from '../../bench/page';
import { isOursMeasured, ratiosOf, RATIOS } from '../../bench/ratios';
import { asJson, asText, type Results } from '../../bench/report';
import { median, medianInterval } from '../../bench/statistics';

const row = (name: string, times: readonly number[], changes: Partial<Row> = {}): Row => ({
  name,
  msPerIterationPerReplica: times.length > 0 ? median(times) : null,
  interval: times.length > 0 ? medianInterval(times) : null,
  times,
  processes: 1,
  device: 'CPU',
  library: 'Made up 1.0',
  losses: [0.5],
  problem: null,
  isTooSlow: false,
  ...changes,
});
const tooSlow = { problem: 'took longer than 60 s', isTooSlow: true };

const lenet: readonly Row[] = [
  row('ours.xla', [1, 1, 1, 1, 2]),
  row('ours.graph', [0.5, 0.5, 0.5, 0.5, 0.5], { problem: 'its loss is 9' }),
  row('ours.eager', [6, 6, 6, 6, 12]),
  row('tfjs.adam', [8, 8, 8, 8, 8]),
  row('torch.eager', [], { problem: 'no Python found' }),
  row('jax.scan.lossMask', [3, 3, 3, 3, 3]),
  row('jax.scan.gradMask', [2, 2, 2, 2, 4]),
];
const measured = new Map([['lenet', lenet]]);
const ratio = (name: string) => ratiosOf(measured).find((one) => one.name === name);

function group(name: string): Group {
  const found = groups.find((one) => one.name === name);
  assert.ok(found);
  return found;
}

const results: Results = {
  date: '2026-01-02',
  machine: { cpu: 'CPU', cores: 2, system: 'Linux x64', node: '20.19.0', load: 0 },
  repetitions: 5,
  groups: new Map([[group('lenet'), lenet]]),
  ratios: ratiosOf(measured),
};

describe('a ratio', () => {
  test('is of the fastest row of ours that is right and the fastest of the peer', () => {
    const { name: _, ...jax } = ratio('lenet.jax') ?? { name: '' };
    assert.deepEqual(jax, {
      ours: 'ours.xla',
      peer: 'jax.scan.gradMask',
      median: 2,
      low: 2,
      high: 2,
      confidence: 1 - 2 / 32,
    });
  });

  test('of tfjs is against the faster of its two forms', () => {
    const tfjs = ratio('lenet.tfjsEager');
    assert.ok(tfjs && 'peer' in tfjs);
    assert.deepEqual([tfjs.peer, tfjs.median], ['ours.eager', 6]);
  });

  test('is none, with the reason, where the peer could not run or the group was left out', () => {
    assert.deepEqual(ratio('lenet.torchEager'), {
      name: 'lenet.torchEager',
      reason: 'no Python found',
    });
    assert.deepEqual(ratio('conv2.torchEager'), {
      name: 'conv2.torchEager',
      reason: 'conv2 was not measured',
    });
  });
});

describe('the JSON', () => {
  const json = JSON.parse(asJson(results)) as Record<string, Record<string, unknown>> & {
    rows: readonly Readonly<Record<string, unknown>>[];
  };

  test('has a row for each contestant, named by its group', () => {
    assert.equal(json.rows.length, lenet.length);
    assert.equal(json.rows[0]?.['name'], 'lenet.ours.xla');
    assert.equal(json.rows[0]['msPerIterationPerReplica'], 1);
  });

  test('has every ratio: a number, or null with its reason', () => {
    assert.deepEqual(
      Object.keys(json['ratios'] ?? {}),
      RATIOS.map(({ name }) => name),
    );
    assert.equal(json['ratios']?.['lenet.jax'], 2);
    assert.equal(json['ratios']['lenet.torchEager'], null);
    assert.equal(json['reasons']?.['lenet.torchEager'], 'no Python found');
  });

  test('has the ratios that are promised', () => {
    for (const name of [
      ...['lenet.tfjsEager', 'lenet.torchEager', 'lenet.jax', 'lenet16.jaxVmap', 'lenet16.jaxBest'],
      ...['conv2.torchEager', 'conv2.tfjsEager', 'conv4.torchEager'],
    ])
      assert.ok(name in (json['ratios'] ?? {}), name);
  });
});

test('the table marks a wrong loss and says why a row is empty', () => {
  const text = asText(results);
  assert.match(text, /ours\.graph.*WRONG: its loss is 9/);
  assert.match(text, /torch\.eager +– .*no Python found\n/);
  assert.doesNotMatch(text, /conv2/);
});

describe('docs/benchmarks.md', () => {
  const page = fs.readFileSync('docs/benchmarks.md', 'utf8');

  test('has a place for the results of each group', () => {
    for (const { name } of groups) assert.ok(page.includes(`<!-- measured: ${name} -->`), name);
  });

  test('takes the results of one group and keeps all else', () => {
    const written = withResults(page, results);
    const without = (text: string): string =>
      text.replace(/<!-- measured: lenet -->[^]*?<!-- end -->/, '<!-- lenet -->');
    assert.match(written, /<!-- measured: lenet -->\n\n2026-01-02, CPU, 2 cores/);
    assert.equal(without(written), without(page));
    assert.equal(withResults(written, results), written);
  });
});

describe('the exit code', () => {
  test('is bad where ours computes something wrong', () => {
    assert.equal(isOursMeasured(measured), false);
  });

  test('is good where ours was measured, whatever became of the peers', () => {
    const rows = [
      row('ours.xla', [], tooSlow),
      row('ours.graph', [1]),
      row('torch.eager', [], { problem: 'none' }),
    ];
    assert.equal(isOursMeasured(new Map([['conv2', rows]])), true);
    const problem =
      'UNIMPLEMENTED: GPU MaxPool gradient ops do not yet have a deterministic XLA implementation.';
    assert.equal(isOursMeasured(new Map([['conv2', [row('ours.xla', [], { problem }), ...rows]]])), true);
  });

  test('is bad where all of ours were too slow, or one could not start', () => {
    assert.equal(isOursMeasured(new Map([['conv2', [row('ours.xla', [], tooSlow)]]])), false);
    const rows = [row('ours.xla', [], { problem: 'does not load' }), row('ours.eager', [1])];
    assert.equal(isOursMeasured(new Map([['lenet', rows]])), false);
  });
});
