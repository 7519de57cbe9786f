// Tests downloads: a user's workload declares a file on a server of this machine.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readManifest } from '../../src/runs/manifest';
import { give, giveSome, serve, type Server } from '../runner/server';
import { points, pointsModule, pointsSpec } from './points';
import { until, embeddedWorkplace as workplace, type Workplace } from './workplace';

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const packed = gzipSync(points);

const gzipAt = ({ url }: Server): object => ({
  gzip: { urls: [`${url}/points.gz`], sizeBytes: packed.length, sha256: sum(packed) },
});

async function setUp(
  t: TestContext,
  answer: Parameters<typeof serve>[1] = (request, response) => give(packed, request, response),
): Promise<{ server: Server; place: Workplace }> {
  const server = await serve(t, answer);
  const place = workplace(t);
  place.write('points.mjs', pointsModule({ sources: gzipAt(server) }));
  place.write('points.ticket.yaml', pointsSpec());
  return { server, place };
}

const run = ['run', 'points.ticket.yaml', '--workers', '1'] as const;
const isNothingTrained = /^All 2 networks are already trained\.$/m;

describe('ticket run', () => {
  test('downloads the files that a module declares, says so, and then finds them in the cache', async (t) => {
    const { server, place } = await setUp(t);
    const first = await place.ticket(...run);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^Downloading points\.gz · 0\.0 of 0\.0 MB\n/);
    assert.deepEqual(readManifest(place.run()).sums.data, { points: sum(points) });
    server.http.close();
    const second = await place.ticket(...run);
    assert.equal(second.code, 0, second.stderr);
    assert.doesNotMatch(second.stderr, /Downloading/);
    assert.match(second.stderr, isNothingTrained);
    assert.equal(server.requests.length, 1);
  });

  test('reads the data from a folder for the same run, packed or not', async (t) => {
    const { server, place } = await setUp(t);
    fs.mkdirSync(path.join(place.folder, 'mine'));
    place.write('points.ticket.yaml', pointsSpec({ folder: './mine' }));
    fs.writeFileSync(path.join(place.folder, 'mine', 'points.gz'), packed);
    const first = await place.ticket(...run);
    assert.equal(first.code, 0, first.stderr);
    fs.rmSync(path.join(place.folder, 'mine', 'points.gz'));
    fs.writeFileSync(path.join(place.folder, 'mine', 'points'), points);
    assert.match((await place.ticket(...run)).stderr, isNothingTrained);
    assert.equal(server.requests.length, 0);
  });

  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 75],
  ] as const) {
    test(`ends with ${exit} on ${signal} during a download, and resumes the download`, async (t) => {
      let isSlow = true;
      const { server, place } = await setUp(t, (request, response) => {
        if (isSlow) giveSome(packed, 50, request, response);
        else give(packed, request, response);
      });
      const { child, ended } = place.call(...run);
      const data = path.join(place.folder, 'cache', 'data');
      await until('what comes', () => (sizesIn(data).some((size) => size === 50) ? true : undefined));
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      assert.deepEqual([code, stdout], [exit, '']);
      assert.match(
        stderr,
        /\nCancelled\. Repeat the command to continue; downloads resume where they stopped\.\n$/,
      );
      assert.equal(fs.existsSync(place.runs), false);
      isSlow = false;
      const again = await place.ticket(...run);
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(
        server.requests.map(({ headers }) => headers.range),
        [undefined, 'bytes=50-'],
      );
    });
  }

  test('ends with 3 if it cannot get the data, and prints the addresses and what to do', async (t) => {
    const { server, place } = await setUp(t, (_, response) => response.writeHead(503).end());
    const { code, stdout, stderr } = await place.ticket(...run);
    assert.deepEqual([code, stdout], [3, '']);
    assert.ok(
      stderr.startsWith(
        `Could not download points.gz.\n  ${server.url}/points.gz: HTTP status 503 Service Unavailable.\n  Try again`,
      ),
      stderr,
    );
    assert.match(stderr, /HTTPS_PROXY[^]*`folder` under `workload`[^]*TICKET_CACHE/);
    assert.equal(fs.existsSync(place.runs), false);
  });
});

test('ticket resume downloads data that is no longer in the cache', async (t) => {
  const { server, place } = await setUp(t);
  assert.equal((await place.ticket(...run)).code, 0);
  fs.rmSync(path.join(place.folder, 'cache', 'data'), { recursive: true });
  const { code, stderr } = await place.ticket('resume', 'points');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Downloading points\.gz/);
  assert.match(stderr, isNothingTrained);
  assert.equal(server.requests.length, 2);
});

test('ticket check downloads nothing: it prints what it would download, and the time of the run after that', async (t) => {
  const { server, place } = await setUp(t);
  const before = await place.ticket('check', 'points.ticket.yaml');
  assert.deepEqual([before.code, before.stderr], [0, '']);
  assert.match(
    before.stdout,
    new RegExp(
      `Time +unknown: The data is not on this machine: \`ticket run\` downloads it first \\(${packed.length} bytes\\)\\.\n`,
    ),
  );
  const { stdout } = await place.ticket('check', 'points.ticket.yaml', '--json');
  assert.equal((JSON.parse(stdout) as { fetchBytes: number }).fetchBytes, packed.length);
  assert.equal(server.requests.length, 0);
  await place.ticket(...run);
  const after = await place.ticket('check', 'points.ticket.yaml');
  assert.match(after.stdout, /Time +about \d+ s on this machine/);
});

describe('a wrong file declaration of a module is reported at its place in the spec:', () => {
  const size = { sizeBytes: points.length };
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    [
      'addresses without a sum',
      { ...size, urls: ['http://127.0.0.1/points'] },
      /names a source for points, but not its sizeBytes and sha256/,
    ],
    [
      'a package without a size',
      { sha256: sum(points), npm: { package: 'a', path: 'b' } },
      /names a source for points, but not its sizeBytes and sha256/,
    ],
    ['an address of another kind', { ...size, sha256: sum(points), urls: ['ftp://a/b'] }, /\/0\/urls\/0 /],
    [
      'a packed form without a sum',
      { gzip: { urls: ['http://127.0.0.1/points.gz'], sizeBytes: 3 } },
      /\/0\/gzip .*sha256/,
    ],
  ];
  for (const [what, sources, message] of wrong) {
    test(what, async (t) => {
      const place = workplace(t);
      place.write('points.mjs', pointsModule({ sources }));
      place.write('points.ticket.yaml', pointsSpec());
      const { code, stderr } = await place.ticket(...run);
      assert.equal(code, 2);
      assert.match(stderr, /^points\.ticket\.yaml:\d+:\d+: .*points\.mjs: files\(…\)/);
      assert.match(stderr, message);
    });
  }
});

/** Sizes of all files below a folder that may not exist yet. */
function sizesIn(folder: string): readonly number[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => fs.statSync(path.join(folder, name), { throwIfNoEntry: false }))
    .flatMap((file) => (file?.isFile() ? [file.size] : []));
}
