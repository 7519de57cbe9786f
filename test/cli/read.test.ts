import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Judged } from '../../src/runner/judge';
import { readCurves } from '../../src/runs/curves';
import { cellFile, initFile } from '../../src/runs/layout';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import type { RunResults } from '../../src/runs/results';
import { readSafetensors } from '../../src/runs/safetensors';
import type { Report } from '../../src/webviews/messages/run';
import { anything, spec, embeddedWorkplace as workplace } from './workplace';

// One finished run for all tests: 2 trials, rounds 0 to 2, arms ticket, reinit and shuffled-mask.
const place = workplace({ after });
let runDir = '';
before(async () => {
  const claims = [anything(), anything({ says: 'nothing is right', atLeast: 2 })];
  place.write('small.ticket.yaml', spec({ controls: ['reinit', 'shuffled-mask'], claims }));
  const { code, stderr } = await place.ticket('run', 'small.ticket.yaml');
  assert.equal(code, 1, stderr);
  runDir = place.run();
});

describe('ticket list', () => {
  test('prints every run with its state, newest first', async () => {
    const older = path.join(place.runs, 'older-0123456789ab');
    fs.mkdirSync(older, { recursive: true });
    writeManifest(older, {
      ...readManifest(runDir),
      name: 'older',
      identity: '0123456789ab',
      createdAt: '2001-02-03T04:05:06.000Z',
    });
    const { code, stdout } = await place.ticket('list', '--json');
    assert.equal(code, 0);
    const runs = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(
      runs.map(({ name, path: where, state, finished, total }) => ({ name, where, state, finished, total })),
      [
        { name: 'small', where: runDir, state: 'finished', finished: 14, total: 14 },
        { name: 'older', where: older, state: 'interrupted', finished: 0, total: 14 },
      ],
    );
    const table = await place.ticket('list');
    assert.match(table.stdout, /^run +state +networks +started \(UTC\)\n/);
    assert.match(table.stdout, /^older-0123456789ab +interrupted +0\/\d+ +2001-02-03 04:05$/m);
    fs.rmSync(older, { recursive: true });
  });

  test('names the folder that contains no runs', async (t) => {
    const empty = workplace(t);
    assert.deepEqual(await empty.ticket('list', '--json'), { code: 0, stdout: '[]\n', stderr: '' });
    const { stdout } = await empty.ticket('list');
    assert.equal(stdout, `No runs in ${empty.runs}. Start one with \`ticket run FILE\`.\n`);
  });
});

describe('ticket report', () => {
  test('writes one file that contains everything and loads nothing', async () => {
    const { code, stdout, stderr } = await place.ticket('report', runDir, '--output', 'small.html');
    assert.equal(code, 1, stderr);
    const file = path.join(place.folder, 'small.html');
    assert.equal(stdout, `${file}\n`);
    const text = fs.readFileSync(file, 'utf8');
    assert.match(text, /default-src 'none'; script-src 'nonce-[0-9a-f]{32}'/);
    const markup = text.replace(/(<(script|style)[^>]*>).*?<\/\2>/gs, '$1');
    assert(!/ (src|href)=/.test(markup), markup);
    const [, json = ''] =
      /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(text) ?? [];
    const held = JSON.parse(json) as Report;
    const shown = JSON.parse((await place.ticket('show', runDir, '--json')).stdout) as RunResults & Judged;
    assert.deepEqual(held.run.run.rounds, shown.rounds);
    assert.deepEqual(held.run.run.claims, shown.claims);
    assert(!text.includes(place.folder), 'it tells where it was made');
    for (const { group, round, curves } of held.curves)
      assert.deepEqual(curves, readCurves(runDir, group, round));
    assert.equal(held.curves.length, 7);
  });

  test('replaces an existing file only with --force', async () => {
    place.write('there.html', 'mine');
    const { code, stderr } = await place.ticket('report', runDir, '--output', 'there.html');
    assert.equal(code, 2);
    assert.match(stderr, /there\.html already exists\. Specify another file, or pass --force\./);
    assert.equal(fs.readFileSync(path.join(place.folder, 'there.html'), 'utf8'), 'mine');
    assert.equal((await place.ticket('report', runDir, '--output', 'there.html', '--force')).code, 1);
    assert.match(fs.readFileSync(path.join(place.folder, 'there.html'), 'utf8'), /^<!doctype html>/);
  });
});

interface Shown {
  readonly state: string;
  readonly spec: { readonly title: string };
  readonly rounds: readonly {
    readonly round: number;
    readonly density: number;
    readonly weights: number;
    readonly arms: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
  }[];
  readonly claims: readonly { readonly says: string; readonly verdict: string }[];
}

describe('ticket show', () => {
  test('prints spec, rounds and claims as JSON; round 0 is the dense network', async () => {
    const { code, stdout } = await place.ticket('show', runDir, '--json');
    assert.equal(code, 1);
    const shown = JSON.parse(stdout) as Shown;
    assert.equal(shown.state, 'finished');
    assert.equal(shown.spec.title, 'Small spirals');
    assert.deepEqual(
      shown.rounds.map(({ round, weights, density, arms }) => [round, weights, density, Object.keys(arms)]),
      [
        [0, 176, 1, ['ticket']],
        [1, 109, 109 / 176, ['ticket', 'reinit', 'shuffled-mask']],
        [2, 67, 67 / 176, ['ticket', 'reinit', 'shuffled-mask']],
      ],
    );
    for (const { arms } of shown.rounds) {
      for (const arm of Object.values(arms)) {
        for (const metric of ['testAccuracy', 'testAccuracyAtEnd', 'earlyStopIteration', 'validationLoss']) {
          const { mean = NaN, min = NaN, max = NaN, n } = arm[metric] ?? {};
          assert.equal(n, 2);
          assert.ok(min <= mean && mean <= max, `${metric}: ${min} ${mean} ${max}`);
        }
      }
    }
    assert.deepEqual(
      shown.claims.map(({ says, verdict }) => [says, verdict]),
      [
        ['an accuracy is a share', 'holds'],
        ['nothing is right', 'fails'],
      ],
    );
  });

  test('reads a spec with 130 uses of an alias, as `check` and training do', async (t) => {
    const other = workplace(t);
    const metric = (index: number): string => (index === 0 ? '&m testAccuracy' : '*m');
    const text = [
      ...['ticket: 1', 'title: Aliases', 'trials: 1'],
      ...['workload: { kind: spirals, train: 200, validation: 100, test: 100 }'],
      ...[
        'model: { kind: mlp, layers: { fc1: 8 } }',
        'train: { iterations: 20, batch: 20, evaluate: { every: 10 } }',
      ],
      ...['prune: { rounds: 1 }', 'claims:'],
      ...Array.from(
        { length: 131 },
        (_, index) => `  - { says: claim ${index}, metric: ${metric(index)}, value: ticket, atLeast: 0 }`,
      ),
    ].join('\n');
    other.write('aliases.ticket.yaml', text);
    const run = await other.ticket('run', 'aliases.ticket.yaml', '--json');
    assert.equal(run.code, 0, run.stderr);
    for (const args of [
      ['list'],
      ['show', other.run()],
      ['report', other.run()],
      ['compare', other.run(), other.run()],
    ]) {
      const { code, stderr } = await other.ticket(...args);
      assert.equal(code, 0, `${args[0] ?? ''}: ${stderr}`);
    }
    const { stdout } = await other.ticket('show', other.run(), '--json');
    const { spec: said } = JSON.parse(stdout) as { spec: { claims: readonly { metric: string }[] } };
    assert.deepEqual([...new Set(said.claims.map(({ metric }) => metric))], ['testAccuracy']);
  });

  test('finds a run by folder, by name or by the beginning of a name', async () => {
    const { stdout } = await place.ticket('show', runDir);
    assert.match(stdout, /✗ nothing is right: fails\n/);
    const base = path.basename(runDir);
    for (const word of [base, 'small', 'sm', base.slice(0, -3), path.relative(place.folder, runDir)])
      assert.equal((await place.ticket('show', word)).stdout, stdout, word);
    const elsewhere = path.join(place.folder, 'elsewhere');
    fs.mkdirSync(elsewhere);
    const { ticket } = place;
    assert.equal((await ticket('show', 'sm', '--runs', '.ticket/runs')).stdout, stdout);
    assert.equal((await ticket('show', 'sm', '--runs', elsewhere)).code, 2);
  });

  test('refuses a beginning that matches two runs, but accepts the exact name of one', async () => {
    const other = path.join(place.runs, 'small-too-0123456789ab');
    const manifest = JSON.parse(fs.readFileSync(path.join(runDir, 'run.json'), 'utf8')) as object;
    fs.mkdirSync(other);
    fs.writeFileSync(path.join(other, 'run.json'), JSON.stringify({ ...manifest, name: 'small-too' }));
    const { code, stdout, stderr } = await place.ticket('show', 'smal');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^smal matches several runs: small-\w+(-\w+)?, small-\w+(-\w+)?\. Specify one of them\.\n$/,
    );
    assert.ok(stderr.includes(path.basename(runDir)) && stderr.includes(path.basename(other)));
    assert.match((await place.ticket('show', 'small')).stdout, /^Small spirals/);
    fs.rmSync(other, { recursive: true });
  });

  test('finds a name whose accents the file system stores in another form', async () => {
    const folder = path.join(place.runs, 'cafe\u0301-0123456789ab');
    fs.mkdirSync(folder, { recursive: true });
    writeManifest(folder, { ...readManifest(runDir), name: 'cafe\u0301', identity: '0123456789ab' });
    for (const word of ['caf\u00E9', 'caf\u00E9-0123', 'cafe\u0301']) {
      const { code, stderr } = await place.ticket('prune-files', word);
      assert.doesNotMatch(stderr, /^No run /, `${word} ${code ?? ''}`);
    }
    fs.rmSync(folder, { recursive: true });
  });

  test('names the run it did not find, and where it looked', async () => {
    assert.deepEqual(await place.ticket('show', 'none'), {
      code: 2,
      stdout: '',
      stderr: `No run none found, neither as a folder nor in ${place.runs}. List the runs with \`ticket list\`.\n`,
    });
  });

  test('ends quietly if its reader closes the pipe', async () => {
    const called = place.call('show', 'small', '--json');
    called.child.stdout?.destroy();
    const { code, stderr } = await called.ended;
    assert.equal(stderr, '');
    assert.equal(code, 1);
  });
});

const last = { trial: 1, arm: 'ticket', round: 2 };
const python = (script: string, ...args: readonly string[]): string =>
  execFileSync('python3', ['-c', script, ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PYTHONPATH: ['.python', process.env.PYTHONPATH].filter(Boolean).join(path.delimiter),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const hasPython = (): boolean => {
  try {
    return python('import safetensors.numpy, numpy') === '';
  } catch {
    return false;
  }
};

/** The parameters in a file of the run, under the run's mask of the last round. */
function masked(source: string): ReadonlyMap<string, Float32Array> {
  const masks = readSafetensors(cellFile(runDir, last, 'mask.safetensors')).tensors;
  const { tensors } = readSafetensors(source);
  return new Map(
    [...tensors].map(([name, { data }]) => [
      name,
      Float32Array.from(data as Float32Array, (value, i) => (masks.get(name)?.data[i] === 0 ? 0 : value)),
    ]),
  );
}

describe('ticket export', () => {
  const exported = async (...options: readonly string[]): Promise<string> => {
    const file = path.join(place.folder, `out-${options.join('')}.safetensors`);
    const { code, stdout, stderr } = await place.ticket(
      'export',
      'small',
      '--ticket',
      file,
      '--force',
      ...options,
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    return file;
  };

  test('writes the winning ticket: θ0 under its mask, bit for bit, never the trained weights', async () => {
    const { tensors, metadata } = readSafetensors(await exported('--trial', '1'));
    assert.deepEqual(metadata, { weights: 'reset', arm: 'ticket', trial: '1', round: '2' });
    const masks = readSafetensors(cellFile(runDir, last, 'mask.safetensors')).tensors;
    assert.equal(tensors.size, 6 + 3);
    let alive = 0;
    for (const [name, values] of masked(initFile(runDir, 1))) {
      assert.deepEqual(tensors.get(name)?.data, values, name);
      const mask = masks.get(name);
      assert.deepEqual(tensors.get(`${name}.mask`)?.data, mask?.data);
      alive += (mask?.data as Uint8Array | undefined)?.reduce((sum, one) => sum + one, 0) ?? 0;
    }
    assert.equal(alive, 67);
    const trained = readSafetensors(cellFile(runDir, last, 'weights.safetensors')).tensors;
    for (const [name, { data }] of trained) assert.notDeepEqual(tensors.get(name)?.data, data, name);
  });

  for (const [weights, source] of [
    ['trained', 'weights.safetensors'],
    ['early-stop', 'early-stop.safetensors'],
  ] as const) {
    test(`writes the ${weights} weights with --weights`, async () => {
      const { tensors } = readSafetensors(await exported('--trial', '1', '--weights', weights));
      for (const [name, values] of masked(cellFile(runDir, last, source)))
        assert.deepEqual(tensors.get(name)?.data, values, name);
    });
  }

  test('writes the whole dense network for round 0', async () => {
    const { tensors } = readSafetensors(await exported('--round', '0'));
    for (const [name, { data }] of readSafetensors(initFile(runDir, 0)).tensors) {
      assert.deepEqual(tensors.get(name)?.data, data, name);
      const mask = tensors.get(`${name}.mask`)?.data as Uint8Array | undefined;
      assert.equal(
        mask?.every((one) => one === 1),
        name.endsWith('.weight') ? true : undefined,
      );
    }
  });

  test(
    "can be opened by Python's safetensors",
    { skip: !hasPython() && 'python3 has no safetensors' },
    async () => {
      const script = `
import sys, json
from safetensors.numpy import load_file
t = load_file(sys.argv[1])
print(json.dumps({n: [str(a.dtype), list(a.shape), a.tobytes().hex()] for n, a in t.items()}))`;
      const read = JSON.parse(python(script, await exported('--trial', '1'))) as Record<string, unknown>;
      const ticket = masked(initFile(runDir, 1));
      assert.equal(Object.keys(read).length, 9);
      for (const [name, values] of ticket) {
        const { shape = [] } = readSafetensors(initFile(runDir, 1)).tensors.get(name) ?? {};
        assert.deepEqual(read[name], ['float32', shape, Buffer.from(values.buffer).toString('hex')], name);
      }
    },
  );

  test('writes the metrics of every network and every evaluation as CSV', async () => {
    const rows = (name: string): readonly Readonly<Record<string, string>>[] => {
      const text = fs.readFileSync(path.join(place.folder, name), 'utf8');
      const [header = [], ...lines] = text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      return lines.map((line) => Object.fromEntries(header.map((column, i) => [column, line[i] ?? ''])));
    };
    const { code, stderr } = await place.ticket(
      'export',
      'sm',
      '--metrics',
      'm.csv',
      '--evaluations',
      'out/e.csv',
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^m\.csv: [\d,]+ bytes\nout\/e\.csv: [\d,]+ bytes\n$/);
    const networks = rows('m.csv');
    assert.equal(networks.length, 2 + 2 * 2 * 3);
    assert.equal(rows('out/e.csv').length, networks.length * 4);
    const shown = JSON.parse((await place.ticket('show', 'small', '--json')).stdout) as Shown;
    for (const { round, arms } of shown.rounds) {
      for (const [group, { testAccuracy }] of Object.entries(arms)) {
        const values = networks
          .filter((row) => row.round === String(round) && row.group === group)
          .map((row) => Number(row.testAccuracy));
        assert.deepEqual([Math.min(...values), Math.max(...values)], [testAccuracy?.min, testAccuracy?.max]);
      }
    }
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'nothing is to be written',
      [],
      /^Specify an output: --ticket FILE, --metrics FILE or --evaluations FILE\.\n$/,
    ],
    ['the run does not have the round', ['--round', '7'], /^trials\/0\/ticket\/07 is not in the run/],
    ['the run does not have the trial', ['--trial', '5'], /^trials\/5\/ticket\/02 is not in the run/],
    ['the run does not have the arm', ['--arm', 'none'], /^trials\/0\/none\/02 is not in the run/],
    [
      'the weights are unknown',
      ['--weights', 'best'],
      /^--weights must be one of reset, early-stop, trained, not best\.\n$/,
    ],
    [
      'the weights were not kept',
      ['--arm', 'reinit', '--weights', 'trained'],
      /were not kept\. Set `run: \{ keep: all \}`/,
    ],
    [
      'a control has no weights to rewind to',
      ['--arm', 'reinit'],
      /^The run does not keep the weights from which reinit started\./,
    ],
  ];
  for (const [what, options, message] of wrong) {
    test(`says with exit code 2 that ${what}`, async () => {
      const file = options.length > 0 ? ['--ticket', 'wrong.safetensors'] : [];
      const { code, stdout, stderr } = await place.ticket('export', 'small', ...file, ...options);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.equal(fs.existsSync(path.join(place.folder, 'wrong.safetensors')), false);
    });
  }
});
