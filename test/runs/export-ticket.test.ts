import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test, type TestContext } from 'node:test';
import { exportTicket, ExportError, type TicketWeights } from '../../src/runs/export-ticket';
import { cellFile, roundFile } from '../../src/runs/layout';
import { decode, encode } from '../../src/runs/safetensors';
import { commitRound } from '../../src/runs/rounds';
import { tensorsWithChecksum } from '../../src/runs/checksums';
import { cellPlace, existingCells } from '../../src/runs/cells';
import type { RunManifest } from '../../src/runs/types';
import { bias, identity, init, makeRun, mask, rewound, temporaryFolder } from './made-run';

const dense = { trial: 0, arm: 'ticket', round: 0 };
const ticket = { trial: 0, arm: 'ticket', round: 1 };
const reinit = { trial: 0, arm: 'reinit', round: 1 };

function run(t: TestContext, manifest: Partial<RunManifest> = {}): string {
  const runDir = temporaryFolder(t);
  const arms = { ticket: [[0.9], [0.9]], reinit: [[], [0.8]] };
  makeRun(runDir, { trials: 1, densities: [1, 0.5], arms, manifest });
  return runDir;
}

/** The bits of the exported weight matrix. */
function bits(runDir: string, weights: TicketWeights, cell = ticket): readonly number[] {
  const data = exportTicket(runDir, { ...cell, weights }).get('fc1.weight')?.data;
  assert(data instanceof Float32Array);
  return [...new Uint32Array(data.buffer, data.byteOffset, data.length)];
}
const bitsOf = (values: readonly number[]): readonly number[] => [
  ...new Uint32Array(Float32Array.from(values).buffer),
];

describe('an exported ticket', () => {
  test('has the reset weights bit for bit, and +0 under the mask', (t) => {
    const [a = NaN, , , d = NaN] = init;
    assert.deepEqual([...mask], [1, 0, 0, 1]);
    assert.deepEqual(bits(run(t), 'reset'), bitsOf([a, 0, 0, d]));
  });

  test('has the trained weights of the round before without rewinding', (t) => {
    const runDir = run(t, { rewind: 'trained' });
    assert.deepEqual(bits(runDir, 'reset'), bitsOf([0.75, 0, 0, 2.5]));
    assert.deepEqual(bits(runDir, 'reset', dense), bitsOf([...init]), 'the dense net itself starts from θ0');
  });

  test('is reset to the iteration that the run rewinds to', (t) => {
    const runDir = run(t, { rewind: { iteration: 50 } });
    fs.writeFileSync(
      cellFile(runDir, dense, 'rewind.safetensors'),
      rewound('trials/0/ticket/00/rewind.safetensors'),
    );
    assert.deepEqual(bits(runDir, 'reset'), bitsOf([0.5625, 0, 0, 1.75]));
    assert.deepEqual(bits(runDir, 'reset', dense), bitsOf([...init]), 'the dense net itself starts from θ0');
  });

  test('can have the weights as trained, or at early stop', (t) => {
    const runDir = run(t);
    assert.deepEqual(bits(runDir, 'trained'), bitsOf([0.75, 0, 0, 2.5]));
    assert.deepEqual(bits(runDir, 'early-stop'), bitsOf([0.625, 0, 0, 2]));
  });

  test('contains its masks and the parameters that are never pruned', (t) => {
    const tensors = decode(encode(exportTicket(run(t), { ...ticket, weights: 'reset' })), 'f').tensors;
    assert.deepEqual([...tensors.keys()].sort(), ['fc1.bias', 'fc1.weight', 'fc1.weight.mask']);
    assert.deepEqual(tensors.get('fc1.weight.mask'), { dtype: 'U8', shape: [2, 2], data: mask });
    assert.deepEqual(tensors.get('fc1.bias'), { dtype: 'F32', shape: [2], data: bias });
  });

  test('of the dense network has masks of ones', (t) => {
    const tensors = exportTicket(run(t), { ...dense, weights: 'reset' });
    assert.deepEqual(tensors.get('fc1.weight.mask')?.data, new Uint8Array([1, 1, 1, 1]));
    assert(!tensors.has('fc1.bias.mask'));
  });

  test('is refused, with what to do, if the network is not in the run', (t) => {
    const runDir = run(t);
    const refused = (cell: typeof ticket, weights: TicketWeights, why: RegExp): void =>
      assert.throws(
        () => exportTicket(runDir, { ...cell, weights }),
        (error) => error instanceof ExportError && why.test(error.message),
      );
    refused({ ...ticket, round: 9 }, 'reset', /trials\/0\/ticket\/09 is not in the run/);
    refused(
      reinit,
      'reset',
      /The run does not keep the weights from which reinit started\. Export its early-stop or trained weights/,
    );
    fs.rmSync(cellFile(runDir, reinit, 'weights.safetensors'));
    refused(reinit, 'trained', /were freed\. Set `run: \{ keep: all \}`/);
    // The round commit determines which files existed.
    fs.rmSync(roundFile(runDir, reinit.round));
    const ofRound = existingCells(runDir).filter(({ round }) => round === reinit.round);
    commitRound(runDir, reinit.round, ofRound, identity);
    refused(reinit, 'trained', /were not kept\. Set `run: \{ keep: all \}`/);
  });

  test('is refused if mask and weights do not match', (t) => {
    const runDir = run(t);
    const short = tensorsWithChecksum(
      new Map([['fc1.weight', { dtype: 'U8', shape: [3], data: new Uint8Array(3) }]]),
      cellPlace(identity, ticket, 'mask.safetensors'),
    );
    fs.writeFileSync(cellFile(runDir, ticket, 'mask.safetensors'), short);
    assert.throws(
      () => exportTicket(runDir, { ...ticket, weights: 'reset' }),
      /does not fit the mask of fc1\.weight/,
    );
  });
});
