import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { BadFileError } from '../../src/runs/json';
import { manifestFile } from '../../src/runs/layout';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { jsonWithChecksum } from '../../src/runs/checksums';
import { manifestOf, temporaryFolder } from './made-run';

const manifest = manifestOf({ densities: [1, 0.5], arms: { ticket: [], 'reinit-2': [] } });

describe('the manifest', () => {
  test('is read as written, with and without all optional fields', (t) => {
    const runDir = temporaryFolder(t);
    const tuple = {
      engine: 'eager',
      backend: 'b',
      library: '2.9',
      device: 'CPU' as const,
      cpuFeatures: 'avx2',
      threads: 1,
      options: '',
    };
    const full = {
      ...manifest,
      title: 'a title',
      engine: { ...tuple, why: 'the only one' },
      mixedEngines: [tuple],
      claims: { abc: { roundsBefore: 2 } },
      provenance: { ...manifest.provenance, git: { commit: 'c0ffee', dirty: true } },
      sums: { spec: 'bb', data: { images: 'aa' }, modules: {} },
    };
    for (const written of [manifest, full]) {
      writeManifest(runDir, written);
      assert.deepEqual(readManifest(runDir), written);
    }
  });

  test('is required: without it a folder is not a run directory', (t) => {
    const runDir = temporaryFolder(t);
    assert.throws(
      () => readManifest(runDir),
      new BadFileError(runDir, 'is not a run directory: it has no run.json.'),
    );
  });

  const sealed = (value: object): string =>
    jsonWithChecksum(value, { run: manifest.identity, file: 'run.json' });
  const broken: Readonly<Record<string, [string, RegExp]>> = {
    torn: ['{"format": 1, "na', /run\.json is not a file of a run: it is not valid JSON/],
    'of another program': [
      '{"name": "left-pad", "version": "1.0.0"}',
      /run\.json is not a file of a run: it must/,
    ],
    'of another format': [sealed({ ...manifest, format: 2 }), /\/format must be/],
    'with a wrong number': [sealed({ ...manifest, trials: 0 }), /\/trials must be/],
    changed: [sealed(manifest).replace('"name":"made"', '"name":"mode"'), /run\.json is damaged/],
  };
  for (const [what, [text, message]] of Object.entries(broken)) {
    test(`${what} is refused, with the reason`, (t) => {
      const runDir = temporaryFolder(t);
      fs.writeFileSync(manifestFile(runDir), text);
      assert.throws(() => readManifest(runDir), message);
    });
  }
});
