import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { writeWithFolders } from '../../src/runs/atomic';
import { cellPlace } from '../../src/runs/cells';
import { cellFile, cellFolder, initFile, specFile } from '../../src/runs/layout';
import { specSum } from '../../src/runs/manifest';
import { tensorsWithChecksum } from '../../src/runs/checksums';
import { maskCsv } from '../../src/webviews/mask-csv';
import { cellOf, layerMagnitudes, maskFacts, weightsOf } from '../../src/webviews/mask-data';
import { bias, identity, init, makeRun, mask, temporaryFolder, trained } from '../runs/made-run';

const place = { trial: 0, arm: 'ticket', round: 1 };

/** A run of a spec with masks of these shapes. */
function runOf(t: TestContext, spec: string, shapes: Readonly<Record<string, readonly number[]>>): string {
  const runDir = path.join(temporaryFolder(t), 'run');
  makeRun(runDir, {
    ...{ trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } },
    manifest: { sums: { spec: specSum(spec), data: {}, modules: {} } },
  });
  fs.writeFileSync(specFile(runDir), spec);
  fs.rmSync(cellFolder(runDir, { ...place, round: 0 }), { recursive: true });
  const masks = Object.entries(shapes).map(
    ([name, shape]) =>
      [name, { dtype: 'U8', shape, data: new Uint8Array(shape.reduce((a, b) => a * b, 1)) }] as const,
  );
  const sealed = tensorsWithChecksum(new Map(masks), cellPlace(identity, place, 'mask.safetensors'));
  writeWithFolders(cellFile(runDir, place, 'mask.safetensors'), sealed);
  return runDir;
}

describe('what the panel of masks shows', () => {
  test('has layers in the order of the network, the first of which reads the image', (t) => {
    const spec = 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, layers: { wide: 30, narrow: 10 } }\n';
    const shapes = { 'wide.weight': [784, 30], 'narrow.weight': [30, 10], 'output.weight': [10, 10] };
    const { layers, image, reads } = maskFacts({ path: runOf(t, spec, shapes), name: 'a' });
    assert.deepEqual(
      layers.map(({ name }) => name),
      ['wide.weight', 'narrow.weight', 'output.weight'],
    );
    assert.deepEqual({ image, reads }, { image: [28, 28, 1], reads: 'wide.weight' });
  });

  test('finds the layer of a module that reads the image by its width', (t) => {
    const spec = 'ticket: 1\nworkload: mnist\nmodel: { module: ./net.mjs }\n';
    const shapes = { 'b.weight': [784, 30], 'a.weight': [30, 10] };
    assert.equal(maskFacts({ path: runOf(t, spec, shapes), name: 'a' }).reads, 'b.weight');
  });

  test('has the first values of pruned weights, too', (t) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
    const found = weightsOf(runDir, { ...place, layer: 'fc1.weight' });
    assert.deepEqual(found, { initial: init, trained });
    assert.deepEqual(weightsOf(runDir, { ...place, layer: 'fc1.bias' }).initial, bias);
  });

  test('goes on without weights that are damaged, and says why', (t) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
    fs.truncateSync(initFile(runDir, 0), 20);
    const { initial, trained: ended, why = '' } = weightsOf(runDir, { ...place, layer: 'fc1.weight' });
    assert.deepEqual([initial, ended], [undefined, trained]);
    assert.match(why, /init/);
  });

  test('has the magnitudes that the next round prunes', (t) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
    const sum = (counts: readonly number[] = []): number => counts.reduce((all, one) => all + one, 0);
    const of = (round: number) => layerMagnitudes(runDir, { ...place, round, layer: 'fc1.weight' });
    const left = mask.filter((one) => one === 1).length;
    const { magnitudes: dense } = of(0);
    assert.deepEqual([dense?.next, sum(dense?.kept), sum(dense?.pruned)], [1, left, mask.length - left]);
    const { magnitudes: last } = of(1);
    assert.deepEqual([last?.next, sum(last?.kept), sum(last?.pruned)], [undefined, left, 0]);
    assert.match(of(2).why ?? '', /The run has no /);
    assert.match(layerMagnitudes(runDir, { ...place, layer: 'none' }).why ?? '', /no layer none/);
  });

  for (const [what, cell] of Object.entries({
    'another arm': { ...place, arm: '../../other' },
    'another trial': { ...place, trial: 1 },
    'another round': { ...place, round: 2 },
  }))
    test(`has no cell of ${what}`, (t) => {
      const runDir = path.join(temporaryFolder(t), 'run');
      makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
      assert.throws(() => cellOf(runDir, cell), /The run has no /);
      assert.deepEqual(Object.keys(weightsOf(runDir, { ...cell, layer: 'fc1.weight' })), ['why']);
    });

  test('is saved with a row for each weight', async () => {
    const text = Buffer.from(await maskCsv({ shape: [2, 2], data: mask }, { initial: init })).toString();
    assert.deepEqual(text.split('\r\n'), [
      'place,row,column,kept,first,trained',
      ...['0,0,0,1,0.5,', '0,0,1,0,-0.25,', '0,1,0,0,0,', '0,1,1,1,1.5,', ''],
    ]);
    const many = 70_000;
    const lines = Buffer.from(await maskCsv({ shape: [2, 2, many / 4, 1], data: new Uint8Array(many) }));
    assert.equal(lines.toString().split('\r\n').at(-2), `3,${many / 4 - 1},0,0,,`);
  });
});
