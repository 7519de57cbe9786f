// Tests that Ticket compares a run with its commits: it names missing committed files, and computes nothing without
// them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readCompared } from '../../src/runner/compared';
import { existingCells } from '../../src/runs/cells';
import { cellsCsv, evaluationsCsv } from '../../src/runs/csv';
import { findDamage } from '../../src/runs/damage';
import { eventWriter } from '../../src/runs/events';
import { exportTicket } from '../../src/runs/export-ticket';
import { BadFileError } from '../../src/runs/json';
import { roundFile } from '../../src/runs/layout';
import { listing } from '../../src/runs/list';
import { acquire } from '../../src/runs/lock';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { readResults, readShown } from '../../src/runs/results';
import { commitRound, nameCommits } from '../../src/runs/rounds';
import { verifyFiles } from '../../src/runs/verify';
import { missingText, progressOf } from '../../src/runs/whole';
import { runData } from '../../src/webviews/run-data';
import { addCell, identity, makeRun, metricsOf, temporaryFolder, type Accuracies } from './made-run';

const column = (...rounds: Accuracies): Accuracies => rounds;
const ticket = column([0.9, 0.9], [0.9, 0.9], [0.9, 0.9]);
const reinit = column([], [0.8, 0.8], [0.8, 0.8]);

function made(t: TestContext, arms: Readonly<Record<string, Accuracies>> = { ticket, reinit }): string {
  const runDir = temporaryFolder(t);
  makeRun(runDir, { trials: 2, densities: [1, 0.5, 0.25], arms });
  return runDir;
}

/** A run of the first versions: its manifest names no commits. */
function madeOld(t: TestContext): string {
  const runDir = made(t);
  const { committed: _, ...manifest } = readManifest(runDir);
  writeManifest(runDir, manifest);
  return runDir;
}

const told = (runDir: string): readonly string[] =>
  verifyFiles(runDir).map(({ file, problem }) => `${file} ${problem}`);
const remove = (runDir: string, ...names: readonly string[]): void =>
  names.forEach((name) => fs.rmSync(path.join(runDir, name), { recursive: true }));

const holes: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  'the commit of a round': [
    ['rounds/01.json'],
    ['rounds/01.json is missing, but run.json says that the round is committed'],
  ],
  'all commits': [
    ['rounds'],
    [0, 1, 2].map(
      (round) => `rounds/0${round}.json is missing, but run.json says that the round is committed`,
    ),
  ],
  'a network': [
    ['trials/1/ticket/01'],
    ['trials/1/ticket/01 is missing, but the commit of round 1 names it'],
  ],
  'the dense net': [
    ['trials/0/ticket/00'],
    ['trials/0/ticket/00 is missing, but the commit of round 0 names it'],
  ],
  'the last network of a control': [
    ['trials/0/reinit/02'],
    ['trials/0/reinit/02 is missing, but the commit of round 2 names it'],
  ],
  'a trial': [['trials/1'], ['trials/1 is missing, but the commit of round 0 names it']],
  'a network and the commit that names it': [
    ['trials/1/ticket/01', 'rounds/01.json'],
    [
      'rounds/01.json is missing, but run.json says that the round is committed',
      'trials/1/ticket/01 is missing, but trials/1/reinit/01 depends on it',
    ],
  ],
};

describe('in a committed run', () => {
  for (const [what, [names, says]] of Object.entries(holes)) {
    test(`${what} that is missing is named, and nothing is computed without it`, (t) => {
      const runDir = made(t);
      assert.deepEqual(told(runDir), []);
      remove(runDir, ...names);
      assert.deepEqual(told(runDir), says);
      const trained = { trial: 0, arm: 'ticket', round: 2 };
      for (const compute of [
        () => readResults(runDir),
        () => cellsCsv(runDir),
        () => evaluationsCsv(runDir),
        () => exportTicket(runDir, { ...trained, weights: 'reset' }),
      ])
        assert.throws(
          compute,
          (error) =>
            error instanceof BadFileError && /is missing, (and|but) .*`ticket verify`/.test(error.message),
        );
    });
  }

  test('a missing network is named and the others are shown while somebody works on the run', (t) => {
    const runDir = made(t);
    remove(runDir, 'trials/1/ticket/02');
    assert.throws(() => readShown(runDir), BadFileError);
    const lock = acquire(runDir);
    const { missing = [], rounds } = readShown(runDir);
    assert.equal(
      missingText(missing),
      'trials/1/ticket/02 is missing, but the commit of round 2 names it. The results exclude it until it is trained again.',
    );
    assert.deepEqual(
      rounds.map(({ arms }) => Object.entries(arms).map(([arm, { cells }]) => `${arm} ${cells.length}`)),
      [['ticket 2'], ['ticket 2', 'reinit 2'], ['ticket 1', 'reinit 2']],
    );
    const { says } = runData(listing(runDir), { results: readShown(runDir), claims: [] });
    assert.match(says, /^Running: .* trials\/1\/ticket\/02 is missing/);
    assert.throws(() => cellsCsv(runDir), /is missing/);
    assert.throws(() => readCompared(runDir), /is missing/);
    lock.release();
    assert.throws(() => readShown(runDir), BadFileError);
  });

  test('run.json counts a network that only a damaged commit names', (t) => {
    const runDir = made(t);
    fs.writeFileSync(roundFile(runDir, 2), '{');
    assert.equal(readResults(runDir).rounds.length, 3);
    remove(runDir, 'trials/0/reinit/02');
    assert.throws(
      () => readResults(runDir),
      (error) =>
        error instanceof BadFileError &&
        /02\.json is damaged, and 1 of the 4 networks of its round are missing/.test(error.message),
    );
    assert.equal(told(runDir).filter((one) => one.startsWith('rounds/02.json')).length, 1);
  });

  test('a missing file that no policy frees is named, and its cell is to be trained again', (t) => {
    const runDir = made(t);
    remove(
      runDir,
      ...[
        'ticket/00/weights.safetensors',
        'ticket/02/early-stop.safetensors',
        'reinit/01/mask.safetensors',
      ].map((name) => `trials/0/${name}`),
    );
    assert.deepEqual(told(runDir), [
      'trials/0/reinit/01 mask.safetensors is missing',
      'trials/0/ticket/00/weights.safetensors is missing, but the commit of round 0 names it',
      'trials/0/ticket/02/early-stop.safetensors is missing, but the commit of round 2 names it',
    ]);
    assert.deepEqual(
      findDamage({ runDir, identity }).map(({ cell }) => `${cell?.arm ?? ''} ${cell?.round ?? ''}`),
      ['reinit 1', 'ticket 0', 'ticket 2'],
    );
  });

  test('weights that a policy has freed do not count as missing', (t) => {
    const runDir = made(t);
    for (const cell of ['ticket/01', 'reinit/01', 'reinit/02'])
      remove(runDir, `trials/0/${cell}/weights.safetensors`, `trials/0/${cell}/early-stop.safetensors`);
    assert.deepEqual(told(runDir), []);
    assert.equal(readResults(runDir).rounds.length, 3);
  });

  test('an old commit, from before the run grew, is named', (t) => {
    const runDir = made(t);
    const before = fs.readFileSync(roundFile(runDir, 1));
    addCell(runDir, metricsOf({ trial: 2, arm: 'ticket', round: 1 }, 0.5, 0.9));
    const ofRound = existingCells(runDir).filter(({ round }) => round === 1);
    commitRound(runDir, 1, ofRound, identity);
    nameCommits(runDir);
    assert.deepEqual(readManifest(runDir).committed, { 0: 2, 1: 5, 2: 4 });
    fs.writeFileSync(roundFile(runDir, 1), before);
    assert.match(told(runDir).join('\n'), /rounds\/01\.json names 4 networks, but run\.json says .* with 5/);
  });
});

describe('a killed start', () => {
  test('between a commit and its name in run.json leaves nothing wrong, and the next start adds the name', (t) => {
    const runDir = made(t);
    const manifest = readManifest(runDir);
    writeManifest(runDir, { ...manifest, committed: { 0: 2, 1: 3 } });
    assert.deepEqual(told(runDir), []);
    nameCommits(runDir);
    assert.deepEqual(readManifest(runDir), manifest);
  });

  test('keeps the name of a missing or damaged commit', (t) => {
    const runDir = made(t);
    remove(runDir, 'rounds/01.json');
    fs.writeFileSync(roundFile(runDir, 2), '{');
    nameCommits(runDir);
    assert.deepEqual(readManifest(runDir).committed, { 0: 2, 1: 4, 2: 4 });
  });

  test('in the middle of a round leaves nothing wrong, but the run is incomplete', (t) => {
    const runDir = made(t, {
      ticket: column([0.9, 0.9], [0.9, null], [0.9, null]),
      reinit: column([], [0.8]),
    });
    assert.deepEqual(told(runDir), []);
    assert.equal(readResults(runDir).rounds.length, 3);
    const { finished, total, lost, isComplete } = progressOf(runDir, readManifest(runDir));
    assert.deepEqual(
      { finished, total, lost, isComplete },
      { finished: 5, total: 10, lost: 0, isComplete: false },
    );
  });

  test('before any training leaves the run incomplete', (t) => {
    const runDir = made(t, { ticket: [] });
    assert.deepEqual(told(runDir), []);
    assert.equal(progressOf(runDir, readManifest(runDir)).isComplete, false);
  });
});

test('a run is complete without the networks that depend on a diverged one', (t) => {
  const runDir = made(t, { ticket: column([0.9, 0.9], ['diverged', 0.9], [null, 0.9]) });
  assert.deepEqual(told(runDir), []);
  const ofRound = existingCells(runDir).filter(({ round }) => round === 2);
  commitRound(runDir, 2, ofRound, identity);
  const { finished, lost, isComplete } = progressOf(runDir, readManifest(runDir));
  assert.deepEqual({ finished, lost, isComplete }, { finished: 5, lost: 1, isComplete: true });
});

describe('a run of the first versions', () => {
  test('verifies, and a network of a commit counts as missing', (t) => {
    const runDir = madeOld(t);
    assert.deepEqual(told(runDir), []);
    remove(runDir, 'trials/1/ticket/02');
    assert.deepEqual(told(runDir), ['trials/1/ticket/02 is missing, but the commit of round 2 names it']);
  });

  test('lacks a round that its feed names as committed', (t) => {
    const runDir = madeOld(t);
    eventWriter(runDir, 1)({ type: 'round-committed', round: 2 });
    assert.deepEqual(told(runDir), []);
    remove(runDir, 'rounds/02.json');
    assert.deepEqual(told(runDir), [
      'rounds/02.json is missing, and events.jsonl says that the round is committed',
    ]);
  });

  test('that has finished lacks every missing network and commit of its plan', (t) => {
    const runDir = madeOld(t);
    eventWriter(runDir, 1)({ type: 'ended', outcome: 'finished' });
    assert.deepEqual(told(runDir), []);
    remove(runDir, 'rounds/02.json', 'trials/1/reinit/02');
    assert.deepEqual(told(runDir), [
      'rounds/02.json is missing, and events.jsonl says that the round is committed',
      'trials/1/reinit/02 is missing, and events.jsonl says that the run finished',
    ]);
  });
});
