// Tests run directories with arbitrary file contents: a reader reads the file or throws `BadFileError`, nothing else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { readMetrics } from '../../src/runs/cells';
import { stopRequested } from '../../src/runs/control';
import { eventWriter, readEvents } from '../../src/runs/events';
import { exportTicket } from '../../src/runs/export-ticket';
import { BadFileError, canonical } from '../../src/runs/json';
import {
  cellPath,
  controlFile,
  eventsFile,
  heartbeatFile,
  initPath,
  lockFile,
  manifestFile,
  roundPath,
  specFile,
} from '../../src/runs/layout';
import { listRuns } from '../../src/runs/list';
import { acquire } from '../../src/runs/lock';
import { readHeartbeat, readLock } from '../../src/runs/lock-record';
import { readManifest } from '../../src/runs/manifest';
import { readResults } from '../../src/runs/results';
import { readRound } from '../../src/runs/rounds';
import {
  openJson,
  openTensors,
  readTensors,
  jsonWithChecksum,
  tensorsWithChecksum,
} from '../../src/runs/checksums';
import { readStatus } from '../../src/runs/state';
import { decode, encode, type NamedTensors } from '../../src/runs/safetensors';
import { cases } from '../full';
import { identity, makeRun, temporaryFolder } from './made-run';

const cell = { trial: 0, arm: 'ticket', round: 1 };

function made(t: TestContext): string {
  const runs = temporaryFolder(t);
  const runDir = path.join(runs, 'made');
  makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
  acquire(runDir);
  eventWriter(runDir, 1)({ type: 'round-committed', round: 0 });
  fs.writeFileSync(controlFile(runDir), `${canonical({ request: 'stop' })}\n`);
  return runDir;
}

/** All readers of a run directory. */
const readers: Readonly<Record<string, (runDir: string) => unknown>> = {
  readManifest,
  readRound: (runDir) => readRound(runDir, 1, identity),
  readMetrics: (runDir) => readMetrics(runDir, cell, identity),
  readTensors: (runDir) => readTensors(runDir, { run: identity, file: `${cellPath(cell)}/mask.safetensors` }),
  exportTicket: (runDir) => exportTicket(runDir, { ...cell, weights: 'reset' }),
  readLock,
  readHeartbeat,
  stopRequested,
  readEvents,
  readStatus,
  readResults,
};

const files: Readonly<Record<string, (runDir: string) => string>> = {
  'run.json': manifestFile,
  'spec.yaml': specFile,
  'a round': (runDir) => path.join(runDir, roundPath(1)),
  metrics: (runDir) => path.join(runDir, cellPath(cell), 'metrics.json'),
  'a mask': (runDir) => path.join(runDir, cellPath(cell), 'mask.safetensors'),
  'initial weights': (runDir) => path.join(runDir, initPath(0)),
  lock: lockFile,
  'the claim of the lock': (runDir) => `${lockFile(runDir)}.1`,
  heartbeat: heartbeatFile,
  control: controlFile,
  events: eventsFile,
};

/** Valid JSON that Ticket never writes. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '0',
    '-',
    '1e999',
    '-0',
    'null',
    'true',
    '{}',
    '[]',
    '\n',
    '\u0000',
  ],
  ...[
    '"__proto__":',
    '"toString":1,',
    '"seal":',
    '"sha256"',
    '[['.repeat(5000),
    '{"a":'.repeat(5000),
    '9'.repeat(400),
  ],
];

/** The content with a part removed, repeated, or replaced by bytes, by JSON pieces, or by nothing. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  take: fc.oneof(fc.nat(8), fc.nat(5000)),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 3 }).map((some) => Buffer.from(some.join(''))),
    fc.constant(new Uint8Array()),
  ),
});
const mutations = fc.array(mutation, { minLength: 1, maxLength: 3 });
type Mutations = typeof mutations extends fc.Arbitrary<infer M> ? M : never;

const mutated = (content: Buffer, changes: Mutations): Buffer =>
  changes.reduce<Buffer>((bytes, { at, take, put }) => {
    const from = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + take)]);
  }, content);

/** Calls all readers; they may throw only `BadFileError`. */
function readAll(runDir: string): void {
  for (const [name, read] of Object.entries(readers)) {
    try {
      read(runDir);
    } catch (error) {
      if (!(error instanceof BadFileError)) throw new Error(`${name} threw`, { cause: error });
      assert.ok(error.message.length < 3000);
    }
  }
  assert.equal(listRuns(path.dirname(runDir)).length, 1);
}

describe('a run directory is read, or reported as damaged,', () => {
  for (const [what, place] of Object.entries(files)) {
    test(`with any content in ${what}`, (t) => {
      const runDir = made(t);
      const file = place(runDir);
      const content = fs.readFileSync(file);
      const anything = fc.oneof(
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
        { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
        { weight: 1, arbitrary: fc.nat(content.length).map((length) => content.subarray(0, length)) },
        { weight: 4, arbitrary: mutations.map((changes) => mutated(content, changes)) },
      );
      fc.assert(
        fc.property(anything, (bytes) => {
          fs.writeFileSync(file, bytes);
          readAll(runDir);
        }),
        cases(120),
      );
    });
  }
});

describe('JSON with a checksum, of any shape', () => {
  const at = { run: 'abc123', file: 'x.json' };
  const text = jsonWithChecksum({ a: [1, 2], b: 'c' }, at);

  test('has the same content, or is refused', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        try {
          assert.deepEqual(openJson(mutated(Buffer.from(text), changes).toString('utf8'), 'x', at), {
            a: [1, 2],
            b: 'c',
          });
        } catch (error) {
          assert.ok(error instanceof BadFileError, String(error));
        }
      }),
      cases(1000),
    );
  });

  const seal = '"seal":{"run":"abc123","file":"x.json","sha256":"aa"}';
  const bad = {
    'with a number beyond all bounds': `{${seal},"a":1e999}`,
    'that nests a hundred thousand deep': `{${seal},"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'with a prototype': `{${seal},"__proto__":{"a":1},"constructor":{"prototype":1}}`,
  };
  for (const [what, content] of Object.entries(bad))
    test(`${what} is refused`, () => assert.throws(() => openJson(content, 'x', at), BadFileError));
});

describe('a safetensors file of any bytes', () => {
  const place = { run: 'abc123', file: 'trials/0/ticket/01/mask.safetensors' };
  const tensors: NamedTensors = new Map([
    ['a.weight', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -0, NaN, 3e-40) }],
    ['a.mask', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['none', { dtype: 'I32', shape: [0], data: new Int32Array() }],
  ]);
  const sealed = Buffer.from(tensorsWithChecksum(tensors, place));

  test('with a checksum has the same tensors, or is refused', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        try {
          const read = openTensors(mutated(sealed, changes), 'f', place).tensors as NamedTensors;
          assert.deepEqual(encode(read), encode(tensors));
        } catch (error) {
          assert.ok(error instanceof BadFileError, String(error));
        }
      }),
      cases(2000),
    );
  });

  test('without a checksum has tensors that fit their shapes, or is refused', () => {
    fc.assert(
      fc.property(mutations, fc.boolean(), (changes, isLengthRight) => {
        const bytes = mutated(sealed, changes);
        const end = 8 + Number(sealed.readBigUInt64LE()) + bytes.length - sealed.length;
        if (isLengthRight && end >= 8 && bytes.length >= 8) bytes.writeBigUInt64LE(BigInt(end - 8));
        try {
          for (const { shape, data } of decode(bytes, 'f').tensors.values())
            assert.equal(
              data.length,
              shape.reduce((product, size) => product * size, 1),
            );
        } catch (error) {
          assert.ok(error instanceof BadFileError, String(error));
        }
      }),
      cases(2000),
    );
  });

  const header = (text: string): Buffer => {
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
    return Buffer.concat([start, Buffer.from(text)]);
  };
  const entry = (dtype: string, shape = '[0]'): string =>
    `{"w":{"dtype":${dtype},"shape":${shape},"data_offsets":[0,0]}}`;
  const bad = {
    'whose dtype has its own toString': entry('{"toString":1,"valueOf":1}'),
    'whose dtype nests a hundred thousand deep': entry(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    'that nests a hundred thousand deep': `{"w":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'with a size of −0': entry('"U8"', '[-0]'),
    'with a name of 20 MB': `{"${'x'.repeat(20_000_000)}":1}`,
    'with 20 MB of escapes': `{"${'\\u0061'.repeat(3_500_000)}":1}`,
    'with a million empty names': `{"":{}${',"":{}'.repeat(1_000_000)}}`,
    'with a name that speaks to the terminal': '{"\\u001b[31m":1}',
  };
  for (const [what, text] of Object.entries(bad)) {
    test(`${what} is refused, in one printable line`, () => {
      assert.throws(
        () => decode(header(text), 'f'),
        (error) => {
          assert.ok(error instanceof BadFileError, String(error).slice(0, 500));
          assert.ok(error.message.length < 1000);
          // eslint-disable-next-line no-control-regex -- control characters are what it looks for
          assert.doesNotMatch(error.message, /[\u0000-\u001F\u007F-\u009F]/);
          return true;
        },
      );
    });
  }
});
