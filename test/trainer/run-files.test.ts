import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readManifest } from '../../src/runs/manifest';
import type { StartRequest } from '../../src/runs/request';
import type { EngineTuple } from '../../src/runs/types';
import { DataChangedError } from '../../src/trainer/data-files';
import { EngineError, pinEngine, pinSplits, sweep, writeStart } from '../../src/trainer/run-files';
import { manifestOf } from '../runs/made-run';

const tuple: EngineTuple = {
  engine: 'eager',
  backend: 'tensorflow',
  library: '2.21.0',
  device: 'CPU',
  cpuFeatures: 'avx2 fma',
  threads: 1,
  options: '',
};
const manifest = manifestOf({ densities: [1], arms: { ticket: [[0.9, 0.9, 0.9]] } });

function started(t: TestContext): (changes?: Partial<typeof manifest>) => string {
  const runDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-files-'));
  t.after(() => fs.rmSync(runDir, { recursive: true }));
  return (changes = {}) => {
    writeStart({ runDir, spec: 'ticket: 1', manifest: { ...manifest, ...changes } } as StartRequest);
    return runDir;
  };
}

test('the splits of the first load are pinned, and every later one is held to them', (t) => {
  const start = started(t);
  const runDir = start();
  const sums = { train: 'a'.repeat(64), validation: 'b'.repeat(64), test: 'c'.repeat(64) };
  assert.equal(pinSplits(runDir, sums), true);
  start();
  assert.deepEqual(readManifest(runDir).splits, sums);
  assert.equal(pinSplits(runDir, sums), false);
  assert.throws(() => pinSplits(runDir, { ...sums, test: 'd'.repeat(64) }), {
    constructor: DataChangedError,
    message: /different test split \(SHA-256 dddddddddddd…, not cccccccccccc…\)/,
  });
});

describe('what a run is computed with', () => {
  test('is pinned by its first start and held by later ones', (t) => {
    const start = started(t);
    const runDir = start();
    pinEngine(runDir, tuple, 'the fastest', false);
    start();
    assert.throws(
      () => pinEngine(runDir, { ...tuple, library: '2.20.0' }, 'the fastest', false),
      EngineError,
    );
    pinEngine(runDir, tuple, 'the fastest', false);
    const { why, ...pinned } = readManifest(runDir).engine ?? {};
    assert.deepEqual(pinned, tuple);
    assert.equal(why, 'the fastest');
    assert.equal(readManifest(runDir).mixedEngines, undefined);
  });

  for (const [what, other] of Object.entries({
    library: { library: '2.20.0' },
    engine: { engine: 'xla' },
    processor: { cpuFeatures: 'avx512f' },
    threads: { threads: 2 },
    options: { options: 'TF_ENABLE_ONEDNN_OPTS=1' },
  })) {
    test(`is refused where it differs in its ${what}, or marked where that was allowed`, (t) => {
      const start = started(t);
      const runDir = start();
      pinEngine(runDir, tuple, 'the fastest', false);
      assert.throws(
        () => pinEngine(runDir, { ...tuple, ...other }, 'the fastest', false),
        (error) => error instanceof EngineError && /--allow-other-engine/.test(error.message),
      );
      assert.equal(readManifest(runDir).mixedEngines, undefined);
      pinEngine(runDir, { ...tuple, ...other }, 'the fastest', true);
      start();
      pinEngine(runDir, { ...tuple, ...other }, 'the fastest', false);
      assert.deepEqual(readManifest(runDir).mixedEngines, [{ ...tuple, ...other }]);
    });
  }
});

describe('a later start', () => {
  test('leaves when and where the run was created, and notes where it differs', (t) => {
    const start = started(t);
    start();
    const elsewhere = { ...manifest.provenance, host: 'there' };
    for (let i = 0; i < 2; i++) start({ createdAt: 'later', provenance: elsewhere, trials: 5 });
    const { createdAt, provenance, laterProvenance, trials } = readManifest(start({ createdAt: 'later' }));
    assert.deepEqual([createdAt, provenance], [manifest.createdAt, manifest.provenance]);
    assert.deepEqual(laterProvenance, [elsewhere]);
    assert.equal(trials, manifest.trials);
  });

  test('does not forget when a claim was first seen', (t) => {
    const start = started(t);
    start({ claims: { a: { roundsBefore: 0 } } });
    const { claims } = readManifest(start({ claims: { a: { roundsBefore: 3 }, b: { roundsBefore: 3 } } }));
    assert.deepEqual(claims, { a: { roundsBefore: 0 }, b: { roundsBefore: 3 } });
  });

  test('of another spec is refused', (t) => {
    const start = started(t);
    start();
    assert.throws(
      () => start({ identity: 'other' }),
      /belongs to the run abc123, but the spec gives the run other/,
    );
  });
});

describe('a start sweeps', () => {
  test('files that never got their names, and leaves what others may be writing now', (t) => {
    const runDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-files-'));
    t.after(() => fs.rmSync(runDir, { recursive: true }));
    fs.mkdirSync(path.join(runDir, 'rounds'));
    const temporary = (name: string): string => path.join(runDir, `${name}.0123abcd.tmp`);
    const [own, others] = [
      ['run.json', 'spec.yaml', 'lock', 'lock.12', 'heartbeat', 'rounds/00.json'].map(temporary),
      ['control', 'label.json'].map(temporary),
    ];
    const kept = ['lock', 'heartbeat', 'notes.tmp', 'lock.3'].map((name) => path.join(runDir, name));
    for (const file of [...own, ...others, ...kept]) fs.writeFileSync(file, '');
    const left = (): readonly string[] => [...own, ...others].filter((file) => fs.existsSync(file));
    sweep(runDir);
    assert.deepEqual(left(), others);
    for (const file of others) fs.utimesSync(file, 0, 0);
    sweep(runDir);
    assert.deepEqual(left(), []);
    assert.ok(kept.every((file) => fs.existsSync(file)));
  });
});
