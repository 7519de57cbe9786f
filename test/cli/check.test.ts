import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { anything, spec, workplace } from './workplace';

const examples = path.resolve('examples');

describe('ticket check', () => {
  test('prints layers, exact weights by round, networks, iterations, disk and time', async (t) => {
    const place = workplace(t);
    place.write('small.ticket.yaml', spec());
    const { code, stdout, stderr } = await place.ticket('check', 'small.ticket.yaml');
    assert.equal(stderr, '');
    assert.equal(code, 0);
    for (const line of [
      /^small\.ticket\.yaml: Small spirals$/,
      /^ +fc1\.weight +\[2 × 16\] +32 +40% per round$/,
      /^ +fc1\.bias +\[16\] +16 +never pruned$/,
      /^ +fc2\.weight +\[16 × 8\] +128 +40% per round$/,
      // Weights by round: fc1 32, 19, 11; fc2 128, 77, 46; output, at half the rate, 16, 13, 10.
      /^ +0 +176 +100%$/,
      /^ +1 +109 +61\.93%$/,
      /^ +2 +67 +38\.07%$/,
      /^ +Training +40 iterations with batch size 20, evaluated every 10$/,
      /^ +Arms +ticket, reinit$/,
      /^ +Keep +tickets, about \d+ kB on disk$/,
      /^ +Networks +10 \(2 trials\), 400 iterations in total$/,
      /^ +Time +about \d+ s on this machine$/,
    ])
      assert.match(stdout, new RegExp(line, 'm'));
  });

  test('prints the same as JSON', async (t) => {
    const place = workplace(t);
    place.write('small.ticket.yaml', spec());
    const { code, stdout } = await place.ticket('check', 'small.ticket.yaml', '--json');
    assert.equal(code, 0);
    const said = JSON.parse(stdout) as {
      readonly file: string;
      readonly problems: readonly unknown[];
      readonly plan: {
        readonly rounds: readonly { readonly weights: number }[];
        readonly totalIterations: number;
      };
      readonly seconds: number;
      readonly spec: { readonly trials: number };
    };
    assert.equal(said.file, 'small.ticket.yaml');
    assert.deepEqual(said.problems, []);
    assert.deepEqual(
      said.plan.rounds.map(({ weights }) => weights),
      [176, 109, 67],
    );
    assert.equal(said.plan.totalIterations, 400);
    assert.ok(said.seconds > 0);
    assert.equal(said.spec.trials, 2);
  });

  test('reports where a problem is and what to do, with exit code 2', async (t) => {
    const place = workplace(t);
    place.write(
      'bad.ticket.yaml',
      'ticket: 1\nworkload: spirals\nmodel: mlp\nprune:\n  ratte: 0.2\n  rounds: few\n',
    );
    const { code, stdout, stderr } = await place.ticket('check', 'bad.ticket.yaml');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    const [first = '', remedy = ''] = stderr.split('\n');
    assert.match(first, /^bad\.ticket\.yaml:5:3: .*ratte/);
    assert.match(remedy, /^ {4}.*rate/);
    assert.match(stderr, /^bad\.ticket\.yaml:6:11: /m);
  });

  test('includes the problems in its JSON', async (t) => {
    const place = workplace(t);
    place.write('bad.ticket.yaml', 'ticket: 1\nworkload: spirals\nmodel: mlpp\n');
    const { code, stdout } = await place.ticket('check', 'bad.ticket.yaml', '--json');
    assert.equal(code, 2);
    const { problems } = JSON.parse(stdout) as { problems: { range: { start: object }; remedy: string }[] };
    assert.deepEqual(problems[0]?.range.start, { offset: 35, line: 3, column: 8 });
    assert.match(problems[0].remedy, /mlp/);
  });

  test('checks every given spec; one with an error decides the exit code', async (t) => {
    const place = workplace(t);
    place.write('good.ticket.yaml', spec());
    place.write('bad.ticket.yaml', 'ticket: 2\n');
    const { code, stdout, stderr } = await place.ticket(
      'check',
      '--no-time',
      'good.ticket.yaml',
      'bad.ticket.yaml',
    );
    assert.equal(code, 2);
    assert.match(stdout, /^good\.ticket\.yaml: /);
    assert.match(stderr, /^bad\.ticket\.yaml:1:9: /);
  });

  for (const [what, name, why] of [
    ['a file that is not there', 'none.ticket.yaml', 'the file does not exist'],
    ['a folder', '.', 'it is a folder'],
  ] as const) {
    test(`refuses ${what}`, async (t) => {
      const { ticket } = workplace(t);
      const stderr = `Cannot read ${name}: ${why}. Specify a .ticket.yaml file.\n`;
      assert.deepEqual(await ticket('check', name), { code: 2, stdout: '', stderr });
      assert.deepEqual(await ticket('run', name), { code: 2, stdout: '', stderr });
    });
  }

  for (const name of fs.readdirSync(examples).filter((file) => file.endsWith('.ticket.yaml'))) {
    test(`finds nothing wrong in the example ${name}`, async (t) => {
      const { code, stderr } = await workplace(t).ticket('check', '--no-time', path.join(examples, name));
      assert.equal(stderr, '');
      assert.equal(code, 0);
    });
  }
});

describe('a module of the user', () => {
  const own = spec({ model: { module: './own.mjs' }, prune: { rounds: 1 }, controls: [], trials: 1 });
  const broken: readonly (readonly [string, string, RegExp])[] = [
    [
      'throws while it is loaded',
      'const a = 1;\nthrow new Error("not today");\n',
      /own\.mjs:2:7: not today$/m,
    ],
    [
      'throws when it is asked for its layers',
      'export default {\n  layers() {\n    throw new Error("no layers");\n  },\n  forward() {},\n};\n',
      /own\.mjs:3:11: no layers$/m,
    ],
    [
      'is not JavaScript',
      'export default {\n  layers() { return [ },\n};\n',
      /Unexpected token '}'\n {4}Correct \.\/own\.mjs\.$/m,
    ],
    ['exports nothing', 'export const a = 1;\n', /own\.mjs is used as a model.*layers, forward/],
  ];
  for (const [what, text, message] of broken) {
    test(`that ${what} is reported at its place in the spec`, async (t) => {
      const place = workplace(t);
      place.write('own.ticket.yaml', own);
      place.write('own.mjs', text);
      const line = own.split('\n').findIndex((one) => one.includes('./own.mjs')) + 1;
      for (const command of ['check', 'run']) {
        const { code, stdout, stderr } = await place.ticket(command, 'own.ticket.yaml');
        assert.equal(code, 2);
        assert.equal(stdout, '');
        assert.match(stderr, new RegExp(`^own\\.ticket\\.yaml:${line}:`));
        assert.match(stderr, message);
      }
    });
  }

  test('is part of the identity of a run, with every file that it imports', async (t) => {
    const place = workplace(t);
    place.write('own.ticket.yaml', own);
    place.write('own.mjs', `import { width } from './width.mjs';\n${linear}`);
    place.write('width.mjs', 'export const width = 1;\n');
    const { code, stderr } = await place.ticket('run', 'own.ticket.yaml', '--workers', '1');
    assert.equal(code, 0, stderr);

    place.write('width.mjs', 'export const width = 1.0;\n');
    const changed = await place.ticket('run', 'own.ticket.yaml', '--workers', '1');
    assert.equal(changed.code, 0, changed.stderr);
    assert.equal(fs.readdirSync(place.runs).length, 2);
  });
});

const linear = `export default {
  layers: (input, outputs) => [
    { name: 'output', parameters: [{ name: 'output.weight', shape: [input[0], outputs * width], initializer: 'glorot-normal', prunable: true }] },
  ],
  forward: (tf, parameters, x) => tf.matMul(x, parameters['output.weight']),
};
`;

describe('ticket with a broken installation', () => {
  test('checks a spec but cannot run it if TICKET_TENSORFLOW names a folder without TensorFlow', async (t) => {
    const place = workplace(t);
    place.write('small.ticket.yaml', spec());
    const { ticket } = place.with({ TICKET_TENSORFLOW: place.folder });
    const why = `${place.folder} contains neither tfjs_binding.node nor libtensorflow_cc.so.2.`;
    const run = await ticket('run', 'small.ticket.yaml');
    assert.equal(run.code, 3);
    assert.equal(run.stdout, '');
    assert.ok(run.stderr.startsWith(`${why}\n  Set TICKET_TENSORFLOW`), run.stderr);
    assert.equal(fs.existsSync(place.runs), false);

    const check = await ticket('check', 'small.ticket.yaml');
    assert.equal(check.code, 0);
    assert.match(check.stdout, new RegExp(`Time +unknown: ${why}`));
  });

  test('names the TensorFlow that does not load', async (t) => {
    const place = workplace(t);
    place.write('small.ticket.yaml', spec({ claims: [anything()] }));
    place.write('tfjs_binding.node', 'not a library');
    const { code, stdout, stderr } = await place
      .with({ TICKET_TENSORFLOW: place.folder })
      .ticket('run', 'small.ticket.yaml', '--workers', '1');
    assert.equal(code, 3);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`TensorFlow does not load: ${place.folder}.tfjs_binding.node`));
  });

  test('estimates the time of a run even if it cannot write the cache folder', async (t) => {
    const place = workplace(t);
    place.write('small.ticket.yaml', spec());
    place.write('file', '');
    const { ticket } = place.with({ TICKET_CACHE: path.join(place.folder, 'file', 'cache') });
    const { code, stdout } = await ticket('check', 'small.ticket.yaml');
    assert.equal(code, 0);
    assert.match(stdout, /Time +about \d+ s on this machine/);
  });
});
