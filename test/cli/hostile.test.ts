import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { embeddedWorkplace as workplace } from './workplace';

const start = 'ticket: 1\nworkload: spirals\nmodel: mlp\n';

/** The file's content, the position of the problem, and the expected message. */
const files: Readonly<Record<string, readonly [content: string | Buffer, place: string, said: RegExp]>> = {
  'that is not UTF-8': [
    Buffer.concat([Buffer.from(`${start}title: Gr`), Buffer.from([0xf6, 0x0a])]),
    '4:10',
    /not UTF-8: the byte 0xF6.*\n {4}Save it as UTF-8/,
  ],
  'in UTF-16': [Buffer.from(`\uFEFF${start}`, 'utf16le'), '1:1', /not UTF-8.*\n {4}.*save it as UTF-8/],
  'that is binary': [
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
    '1:1',
    /not text.*\n {4}.*right file/,
  ],
  'of NUL bytes': [Buffer.alloc(1000), '1:1', /not text: .* U\+0000.*\n {4}/],
  'of 10 MB': ['k: 1\n'.repeat(2_000_000), '1:1', /10,000,000 bytes.*\n {4}.*right file/],
  'of 10,000 brackets': [`${start}seed: ${'['.repeat(10_000)}`, '4:57', /too deep.*\n {4}/],
  'with an alias bomb': [
    `${start}title: &t x\nclaims: [${'*t,'.repeat(9000)}]\n`,
    '5:22501',
    /too many values.*\n {4}/,
  ],
  'with CR alone': [start.replaceAll('\n', '\r'), '1:10', /carriage return.*\n {4}Save the file with LF/],
  'with a tab': ['ticket: 1\ntrain:\n\tbatch: 60\n', '3:1', /tab.*\n {4}Indent with spaces/],
  'with CRLF after a BOM': [
    `\uFEFF${start}sede: 1\n`.replaceAll('\n', '\r\n'),
    '4:1',
    /`sede`.*\n {4}.*`seed`/,
  ],
};

describe('ticket check reports what is wrong with a file', () => {
  for (const [what, [content, place, said]] of Object.entries(files)) {
    test(`${what}, where, and what to do, with exit code 2`, async (t) => {
      const { folder, ticket } = workplace(t);
      fs.writeFileSync(path.join(folder, 'bad.ticket.yaml'), content);
      const { code, stdout, stderr } = await ticket('check', '--no-time', 'bad.ticket.yaml');
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.ok(stderr.startsWith(`bad.ticket.yaml:${place}: `), stderr.slice(0, 200));
      assert.match(stderr, said);
    });
  }

  test('passed to `run`, which then begins no run', async (t) => {
    const { folder, runs, ticket } = workplace(t);
    fs.writeFileSync(path.join(folder, 'bad.ticket.yaml'), Buffer.from([0xff, 0xfe, 0x61, 0x00]));
    const { code, stderr } = await ticket('run', 'bad.ticket.yaml');
    assert.equal(code, 2);
    assert.match(stderr, /^bad\.ticket\.yaml:1:1: .*not UTF-8/);
    assert.equal(fs.existsSync(runs), false);
  });

  test('of a gigabyte without reading it', async (t) => {
    const { folder, ticket } = workplace(t);
    fs.truncateSync(hole(path.join(folder, 'large.ticket.yaml')), 2 ** 30);
    const { code, stderr } = await ticket('check', 'large.ticket.yaml');
    assert.equal(code, 2);
    assert.match(stderr, /^large\.ticket\.yaml:1:1: The file has 1,073,741,824 bytes.*\n {4}Check that/);
  });

  test('that is a pipe nobody writes to, or a device, and does not wait for it', async (t) => {
    const { folder, ticket } = workplace(t);
    execFileSync('mkfifo', [path.join(folder, 'pipe.ticket.yaml')]);
    for (const [file, kind] of [
      ['pipe.ticket.yaml', 'a pipe'],
      ['/dev/zero', 'a device'],
      ['.', 'a folder'],
    ] as const) {
      const { code, stderr } = await ticket('check', file);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`Cannot read .*: it is ${kind}.*Specify a \\.ticket\\.yaml file`, 's'));
    }
  });
});

/** An empty file. */
function hole(file: string): string {
  fs.writeFileSync(file, '');
  return file;
}
