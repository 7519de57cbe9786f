// Sets up a declared file, a server that provides it, and a lookup of it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { DataFile } from '../../src/language/data';
import { fetchData, type FetchOptions } from '../../src/runner/data';
import type { FoundFile } from '../../src/runner/data-places';
import { readDataFile } from '../../src/trainer/data-files';
import { give, serve, type Server } from './server';

export { failure } from './downloads';

export const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const plain = Buffer.from(Array.from({ length: 5000 }, (_, i) => `${i * i} `).join(''));
export const gz = gzipSync(plain);

type Form = 'plain' | 'packed';

interface Case {
  readonly server: Server;
  readonly folder: string;
  readonly cache: string;
  /** A declaration of the file `numbers` with these forms, served by the server. */
  declared(...forms: readonly Form[]): DataFile;
  fetch(file: DataFile, options?: FetchOptions): Promise<FoundFile>;
  /** The cache's path for the declared file. */
  cached(): string;
}

/** A server with both forms of a file, an empty cache and an empty folder. */
export async function setUp(t: TestContext, answer = serveBoth): Promise<Case> {
  const server = await serve(t, answer);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-data-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const cache = path.join(folder, 'cache');
  return {
    server,
    folder,
    cache,
    declared: (...forms) => ({
      name: 'numbers',
      sizeBytes: plain.length,
      sha256: sum(plain),
      ...(forms.includes('plain') && { urls: [`${server.url}/numbers`] }),
      ...(forms.includes('packed') && {
        gzip: { urls: [`${server.url}/numbers.gz`], sizeBytes: gz.length, sha256: sum(gz) },
      }),
    }),
    async fetch(file, options = {}) {
      const found = (await fetchData([file], { env: { TICKET_CACHE: cache }, ...options })).get(file.name);
      assert.ok(found);
      return found;
    },
    cached() {
      const names = fs.readdirSync(cache, { recursive: true, encoding: 'utf8' });
      const [only, ...others] = names.filter((name) => fs.statSync(path.join(cache, name)).isFile());
      assert.ok(only !== undefined && others.length === 0, names.join(', '));
      return path.join(cache, only);
    },
  };
}

const serveBoth: Parameters<typeof serve>[1] = (request, response) =>
  give(request.url === '/numbers.gz' ? gz : plain, request, response);
export const asked = ({ requests }: Server): readonly (string | undefined)[] =>
  requests.map(({ url }) => url);

/** Asserts that the found file is the declared one, in either form. */
export function assertWhole(found: FoundFile): void {
  assert.deepEqual([found.sha256, found.sizeBytes], [sum(plain), plain.length]);
  assert.deepEqual(Buffer.from(readDataFile('numbers', found)), plain);
}
