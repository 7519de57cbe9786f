// Helpers for download tests: a file to download and its target folder.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { download, type DownloadOptions } from '../../src/runner/download';
import { EnvironmentError } from '../../src/runner/problem';
import type { Server } from './server';

/** Reproducible noise, which does not compress. */
export function noise(bytes: number, seed: string): Buffer {
  const pieces = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) =>
    createHash('sha256').update(`${seed} ${i}`).digest(),
  );
  return Buffer.concat(pieces).subarray(0, bytes);
}

export const content = noise(200_000, 'content');
export const half = content.length / 2;
export const sha256 = createHash('sha256').update(content).digest('hex');

/** The range of a request for the second half. */
export const rest = `bytes=${half}-`;

/** The ranges that clients requested; undefined is the whole file. */
export const ranges = ({ requests }: Server): readonly (string | undefined)[] =>
  requests.map(({ headers }) => headers.range);

export interface Target {
  readonly folder: string;
  readonly to: string;
  /** Downloads the content, as declared unless overridden. */
  fetch(urls: string | readonly string[], options?: Partial<DownloadOptions>): Promise<void>;
  /** Writes the partial file of an interrupted download or, with `owner`, of one in progress. */
  leave(bytes: Uint8Array, owner?: string): string;
  /** The names of the files in the folder. */
  names(): readonly string[];
  /** Asserts that the folder contains the whole file and nothing else. */
  assertWhole(): void;
  /** Asserts that the folder contains only the partial file, with these bytes. */
  assertLeft(bytes: Uint8Array): void;
}

/** A target `file.bin` in a folder that does not exist yet. Its parent, a temporary folder, lasts until the test ends. */
export function target(t: TestContext, folder = path.join(temporaryFolder(t), 'made/on/the/way')): Target {
  const to = path.join(folder, 'file.bin');
  const names = (): readonly string[] => fs.readdirSync(folder).sort();
  return {
    folder,
    to,
    names,
    fetch: (urls, options) =>
      download({ urls: [urls].flat(), to, sha256, sizeBytes: content.length, ...options }),
    leave(bytes, owner) {
      const file = [to, sha256.slice(0, 16), ...(owner === undefined ? [] : [owner]), 'part'].join('.');
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(file, bytes);
      return file;
    },
    assertWhole() {
      assert.deepEqual(names(), ['file.bin']);
      assert.ok(fs.readFileSync(to).equals(content), 'the file has the content');
    },
    assertLeft(bytes) {
      const [name = '', ...others] = names();
      assert.match(name, /^file\.bin\..*\.part$/);
      assert.deepEqual(others, []);
      assert.ok(fs.readFileSync(path.join(folder, name)).equals(bytes), 'it holds what has come');
    },
  };
}

export function temporaryFolder(t: TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-download-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error that a download must end with. */
export async function failure(asked: Promise<unknown>): Promise<EnvironmentError> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof EnvironmentError, String(error));
  return error;
}

/** Sets environment variables until the test ends. */
export function setEnvironment(t: TestContext, variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    t.after(() => {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    });
  }
}

/** The tests' servers are contacted directly, whatever proxy this machine has. */
export function forgetProxies(): void {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy'])
    for (const spelt of [name, name.toUpperCase()]) Reflect.deleteProperty(process.env, spelt);
}
