// Compares the commands, settings, limits and sizes in the docs with the code.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from '../../src/language/parse';
import { longestText } from '../../src/language/text';
import { lab } from '../../src/language/schema';
import release from '../../src/runner/runtime/release.json';
import { filesBelow } from '../files';

const read = (file: string): string => fs.readFileSync(file, 'utf8');
const [readme, manifest] = [read('README.md'), read('package.json')];
const docs = ['problems', 'specs', 'architecture', 'marketplace', 'dependencies'].map(
  (name) => `docs/${name}.md`,
);

/** The first column of the table under this heading, without backticks. */
function firstColumn(heading: string): readonly string[] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  assert.ok(start >= 0, heading);
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) => line.split('|')[1]?.replaceAll('`', '').trim() ?? '');
}

/** All matches of a pattern's first group in the docs that have any, by file. */
function found(pattern: RegExp, files: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const all = files.map((file) => {
    const text = read(file).replaceAll(/\s+/g, ' ');
    return [file, [...text.matchAll(pattern)].map(([, value = '']) => value)] as const;
  });
  return Object.fromEntries(all.filter(([, values]) => values.length > 0));
}

test('the README lists exactly the settings of package.json', () => {
  const { contributes } = JSON.parse(manifest) as {
    readonly contributes: {
      readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    };
  };
  assert.deepEqual(
    firstColumn('setting').toSorted(),
    Object.keys(contributes.configuration.properties).toSorted(),
  );
});

test('the README lists exactly the subcommands', () => {
  const imported = [...read('src/cli.ts').matchAll(/^import \{ (\w+) \} from '\.\/cli\/([\w-]+)';/gm)];
  const [, registry = ''] =
    /const commands: readonly Command\[\] = \[([^\]]*)\]/.exec(read('src/cli.ts')) ?? [];
  const known = registry
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const names = known.map((name) => {
    const file = imported.find(([, one]) => one === name)?.[2] ?? '';
    const [, command = ''] = /: Command = \{\n {2}name: '([\w-]+)'/.exec(read(`src/cli/${file}.ts`)) ?? [];
    assert.ok(command, name);
    return command;
  });
  const listed = firstColumn('command').map((text) => text.split(' ')[0] ?? '');
  assert.deepEqual(listed.toSorted(), names.toSorted());
});

test('the docs name commands of the editor by their titles', () => {
  const { contributes } = JSON.parse(manifest) as {
    readonly contributes: { readonly commands: readonly { readonly title: string }[] };
  };
  const titles = contributes.commands.map(({ title }) => title);
  const named = found(/_Ticket: ([^_]+)_/g, ['README.md', ...docs]);
  assert.ok('README.md' in named && 'docs/marketplace.md' in named);
  for (const title of Object.values(named).flat()) assert.ok(titles.includes(title), title);
});

test('the docs give the limits of a text', () => {
  const limits = ['docs/problems.md', 'docs/specs.md', 'docs/architecture.md'];
  const listOf = (values: number): string =>
    `[${Array<number>(values - 1)
      .fill(1)
      .join(',')}]`;
  for (const [pattern, limit] of [
    [/([\d,]+) characters/g, longestText],
    [/([\d,]+) values/g, 15_000],
  ] as const) {
    const named = found(pattern, limits);
    assert.deepEqual(Object.keys(named), limits);
    assert.deepEqual([...new Set(Object.values(named).flat())], [limit.toLocaleString('en-US')]);
  }
  assert.deepEqual(parse(listOf(15_000)).findings, []);
  assert.equal(parse(listOf(15_001)).findings[0]?.code, 'too-many-values');
});

test('the docs give the sizes of downloads', () => {
  const bytes = (sizes: readonly { readonly sizeBytes: number }[]): number =>
    sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const mega = (size: number): string => `${Math.round(size / 1e6)} MB`;
  const giga = (size: number): string => `${(size / 1e9).toFixed(1)} GB`;
  const images = (name: string): number => {
    const workload = Object.values(lab.workloads).find((one) => one.name === name);
    assert.ok(workload && 'files' in workload);
    return bytes(workload.files({}).map(({ gzip }) => gzip ?? { sizeBytes: NaN }));
  };
  const cpu = mega(bytes(release.cpu.wheels));
  const gpu = giga(bytes(release.gpu.wheels));
  for (const [file, size] of [
    ['README.md', `(a ${cpu} download`],
    ['README.md', `TensorFlow's library ${mega(release.cpu.unpackedBytes)}`],
    ['README.md', `Fashion-MNIST (${mega(images('fashion-mnist'))})`],
    ['README.md', `MNIST in the packaged extension (${mega(images('mnist'))})`],
    ['docs/marketplace.md', `(a ${cpu} download`],
    ['docs/marketplace.md', `the GPU build (${gpu})`],
    ['docs/marketplace.md', `MNIST downloads ${mega(images('mnist'))}`],
    ['docs/dependencies.md', `(Apache-2.0, ${cpu}, ${mega(release.cpu.unpackedBytes)} unpacked)`],
    ['docs/dependencies.md', `(${gpu}, ${giga(release.gpu.unpackedBytes)} unpacked)`],
  ] as const)
    assert.ok(read(file).replaceAll(/\s+/g, ' ').includes(size), `${file} lacks ${JSON.stringify(size)}`);
});

test('the links of the docs lead to files', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs').map((name) => `docs/${name}`)]) {
    if (!file.endsWith('.md')) continue;
    for (const [, target = ''] of read(file).matchAll(/\]\((?!https?:|#|command:)([^)#\s]+)/g))
      assert.ok(fs.existsSync(path.join(path.dirname(file), target)), `${file}: ${target}`);
  }
});
