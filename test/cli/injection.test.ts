// Tests hostile text in titles, names and claims with every command that prints them. The commands run in this process,
// and once for each command as a user calls it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { check } from '../../src/cli/check';
import type { Command, Values } from '../../src/cli/command';
import { compare } from '../../src/cli/compare';
import { list } from '../../src/cli/list';
import { show } from '../../src/cli/show';
import { specFile } from '../../src/runs/layout';
import { readManifest, specSum, writeManifest } from '../../src/runs/manifest';
import { makeRun } from '../runs/made-run';
import { inProcess } from './in-process';
import { anything, spec, workplace, type Ended } from './workplace';

const hostile: Readonly<Record<string, string>> = {
  colours: 'a\u001B[31mred\u001B[0m',
  'a cleared screen': 'a\u001B[2J\u001B[Hb',
  'a link': '\u001B]8;;https://evil.example\u001B\\here\u001B]8;;\u001B\\',
  'a window title': '\u001B]0;mine\u0007',
  'C1 controls': 'a\u009B31mred\u009D0;x\u009C',
  'a forged line': 'fine\n✓ everything holds: holds\r\nfinished',
  'a return': 'rm -rf\rnothing',
  backspaces: 'evil\b\b\b\bgood',
  'text that runs backwards': 'abc\u202Efdc\u202C \u2066x\u2069 \u200F\u061C',
  'text of no width': 'a\u200Bb\uFEFFc\u2060d\u00ADe\u200Df\u{E0041}',
  'lines of Unicode': 'a\u2028b\u2029c\u0085d',
  'half a character': 'a\uD800b',
  'a delete': 'a\u007Fb\u0000c',
};

/** Characters that must not reach a terminal. */
const acted =
  /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E0FFF}]/u;

const place = workplace({ after });
const runOf = (index: number): string => `made-${index.toString(16).padStart(12, '0')}`;
const titles = ['harmless', ...Object.values(hostile)];
before(() => {
  for (const [index, title] of titles.entries()) {
    const runDir = path.join(place.runs, runOf(index));
    const accuracies = [[0.9], [0.9]];
    makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: accuracies }, manifest: { title } });
    const text = spec({ title, trials: 1, controls: [], claims: [anything({ says: title })] });
    fs.writeFileSync(specFile(runDir), text);
    const manifest = readManifest(runDir);
    writeManifest(runDir, { ...manifest, sums: { ...manifest.sums, spec: specSum(text) } });
    place.write(`${runOf(index)}.ticket.yaml`, text);
  }
  // A folder can have any name, too.
  for (const name of ['a\u001B[31mb', 'c\nfinished d', 'e\u202Ef']) fs.mkdirSync(path.join(place.runs, name));
});

/** The command and its arguments for a run. */
type Call = readonly [
  command: Command,
  args: (run: string) => readonly string[],
  values?: Values,
  options?: readonly string[],
];
const commands: Readonly<Record<string, Call>> = {
  show: [show, (run) => [path.join(place.runs, run)]],
  compare: [compare, (run) => [runOf(0), run].map((one) => path.join(place.runs, one))],
  check: [
    check,
    (run) => [path.join(place.folder, `${run}.ticket.yaml`)],
    { 'no-time': true },
    ['--no-time'],
  ],
};

for (const [name, [command, args, values, options = []]] of Object.entries(commands))
  describe(`ticket ${name}`, () => {
    let harmless: Ended;
    before(async () => (harmless = await inProcess(command, args(runOf(0)), values)));

    const escaped = ({ code, stdout, stderr }: Ended): void => {
      assert.doesNotMatch(stdout + stderr, acted);
      // YAML cannot hold some of them. Ticket refuses such a spec and cannot judge the claims of its run.
      if (name === 'compare') return;
      if (code === harmless.code)
        assert(stdout.split('\n').length <= harmless.stdout.split('\n').length, 'a line was forged');
      else assert.equal(code, name === 'show' ? 3 : 2, stderr);
    };

    for (const [index, what] of Object.keys(hostile).entries())
      test(`prints ${what} with control characters escaped`, async () => {
        escaped(await inProcess(command, args(runOf(index + 1)), values));
      });

    test('does so as a process', async () => {
      const index = titles.indexOf(hostile['a forged line'] ?? '');
      const called = await place.ticket(name, ...options, ...args(runOf(index)));
      escaped(called);
      const { code, stdout, stderr } = await inProcess(command, args(runOf(index)), values);
      // `check` prints the file relative to the current folder.
      const local = (text: string): string => text.replaceAll(`${path.relative('.', place.folder)}/`, '');
      assert.deepEqual(called, { code, stdout: local(stdout), stderr: local(stderr) });
    });
  });

describe('ticket list', () => {
  test('prints one line for each run, whatever its name', async () => {
    const { stdout, stderr } = await place.ticket('list');
    assert.doesNotMatch(stdout + stderr, acted);
    assert.equal(stdout.trimEnd().split('\n').length, 2 + titles.length + 3);
    const values = { runs: place.runs };
    assert.deepEqual(await inProcess(list, [], values), { code: 0, stdout, stderr });
  });
});

describe('--json', () => {
  test('keeps the exact text, with JSON’s own escapes', async () => {
    for (const [index, title] of titles.entries()) {
      const { stdout } = await inProcess(show, [path.join(place.runs, runOf(index))], { json: true });
      assert.doesNotMatch(stdout, acted);
      // JSON is UTF-8, which has lone surrogates only as escapes.
      assert.equal((JSON.parse(stdout) as { title: string }).title, title);
    }
  });
});

describe('a name in the arguments of a call', () => {
  // An argument cannot contain NUL, nor half a character.
  const names = Object.values(hostile).map((text) => text.replaceAll(/[\0\uD800]/gu, ''));
  for (const [index, text] of (process.env.TICKET_TESTS === 'full' ? names : [names.join('')]).entries())
    test(`is escaped (${index})`, async () => {
      for (const args of [
        ['show', text],
        ['check', text],
        ['run', `${text}.ticket.yaml`],
        [text],
        ['list', `--${text}`],
      ]) {
        const { code, stdout, stderr } = await place.ticket(...args);
        assert.equal(code, 2);
        assert.doesNotMatch(stdout + stderr, acted);
      }
    });
});
