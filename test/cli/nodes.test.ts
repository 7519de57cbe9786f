// Tests every supported Node line, from scratch (no TensorFlow, no Python, no cache) and with TensorFlow.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test, type TestContext } from 'node:test';
import release from '../../src/runner/runtime/release.json';
import { addPython, bareMachine } from '../runner/runtime-places';
import { sums } from '../files';
import { anything, tensorflow, workplace, type Workplace } from './workplace';

interface Node {
  readonly version: string;
  readonly program: string;
}
async function installedNodes(): Promise<readonly Node[]> {
  const script = pathToFileURL(path.resolve('scripts/nodes.mjs')).href;
  const { findNodes } = (await import(script)) as { readonly findNodes: () => readonly Node[] };
  return findNodes();
}

const specs = {
  spirals: {
    workload: { kind: 'spirals', train: 200, validation: 100, test: 100 },
    model: { kind: 'mlp', layers: { fc1: 16, fc2: 8 } },
    train: {
      optimizer: { kind: 'adam', learningRate: 0.01 },
      batch: 20,
      iterations: 50,
      evaluate: { every: 10 },
    },
    prune: { rounds: 1, rate: 0.4 },
  },
  // LeNet-300-100 on real images: only a network that learns reaches 85% accuracy after 200 iterations.
  mnist: {
    workload: { kind: 'mnist', examples: 5000, validation: 500 },
    model: 'mlp',
    train: {
      optimizer: { kind: 'adam', learningRate: 1.2e-3 },
      batch: 60,
      iterations: 200,
      evaluate: { every: 10 },
    },
    prune: { rounds: 0 },
    claims: [anything({ says: 'it learns', atLeast: 0.85 })],
  },
};
type Name = keyof typeof specs;

/** Trains a spec; returns the engine tuple, the dense network's evaluations, and the checksums of its files. */
async function train(place: Workplace, name: Name): Promise<Trained> {
  place.write(`${name}.ticket.yaml`, JSON.stringify({ ticket: 1, trials: 1, ...specs[name] }));
  const { code, stdout, stderr } = await place.ticket('run', `${name}.ticket.yaml`);
  assert.equal(code, 0, `${stdout}${stderr}`);
  const [run] = fs.readdirSync(place.runs).filter((folder) => folder.startsWith(`${name}-`));
  assert.ok(run);
  const metrics = path.join(place.runs, run, 'trials/0/ticket/00/metrics.json');
  const { evaluations } = JSON.parse(fs.readFileSync(metrics, 'utf8')) as Pick<Trained, 'evaluations'>;
  const [, computedWith = ''] = /^Computed with (.*)$/m.exec(stdout) ?? [];
  return { computedWith, evaluations, sums: sums(path.join(place.runs, run), 'trials', 'rounds') };
}

interface Trained {
  readonly computedWith: string;
  readonly evaluations: readonly { readonly iteration: number; readonly trainingLoss: number }[];
  readonly sums: Readonly<Record<string, string>>;
}

/** The command on a bare machine, and the cache of that machine. */
function onNothing(t: TestContext, { program }: Node): { readonly place: Workplace; readonly cache: string } {
  const { PATH = '', TICKET_CACHE = '' } = bareMachine(t).env;
  const env = { PATH, TICKET_CACHE, TICKET_TENSORFLOW: '', VIRTUAL_ENV: '', CONDA_PREFIX: '' };
  return { place: workplace(t, program).with(env), cache: TICKET_CACHE };
}

/** The command on a machine whose only TensorFlow is a Python's. */
function withPython(t: TestContext, node: Node): { readonly place: Workplace; readonly cache: string } {
  const machine = bareMachine(t);
  const VIRTUAL_ENV = String(addPython(machine).env.VIRTUAL_ENV);
  const { place } = onNothing(t, node);
  return { place: place.with({ VIRTUAL_ENV, TICKET_CACHE: machine.cache }), cache: machine.cache };
}

/** The command with the setup's TensorFlow. */
const withLibrary = (t: TestContext, { program }: Node): Workplace =>
  workplace(t, program).with({ TICKET_TENSORFLOW: tensorflow });

const losses = ({ evaluations }: Trained): readonly number[] =>
  evaluations.filter(({ iteration }) => iteration <= 50).map(({ trainingLoss }) => trainingLoss);

describe('on each line of Node', async () => {
  const nodes = await installedNodes();
  if (nodes.length === 0) test('a run', { skip: '`node scripts/nodes.mjs` installs them or says why not' });
  const seen = new Map<string, Trained['sums']>();
  /** Compares with another Node line's result, byte for byte. */
  const assertSame = (what: string, found: Trained['sums']): void => {
    const before = seen.get(what);
    if (before) assert.deepEqual(found, before);
    else seen.set(what, found);
  };

  /** Asserts the engines, the same losses, and the bits of the other lines. */
  const assertAgree = (name: Name, embedded: Trained, library: Trained): void => {
    assert.match(embedded.computedWith, /^wasm [\d.]+ on the CPU, engine eager$/);
    assert.equal(library.computedWith, `tensorflow ${release.version} on the CPU, engine eager`);
    assert.equal(losses(embedded).length, 5);
    const worst = Math.max(
      ...losses(embedded).map((loss, i) => Math.abs(loss - (losses(library)[i] ?? NaN))),
    );
    assert.ok(worst < 1e-4, `the losses differ by up to ${worst}`);
    assertSame(`${name} embedded`, embedded.sums);
    assertSame(`${name} on TensorFlow`, library.sums);
  };

  for (const node of nodes) {
    test(`${node.version} trains spirals embedded and on a Python's TensorFlow, to the same losses, and downloads nothing`, async (t) => {
      const { place, cache } = withPython(t, node);
      assertAgree('spirals', await train(onNothing(t, node).place, 'spirals'), await train(place, 'spirals'));
      assert.equal(fs.existsSync(path.join(cache, 'downloads')), false);
    });

    // Spirals show that the lines agree; the full tests train on images on each of them.
    if (node !== nodes.at(-1) && process.env.TICKET_TESTS !== 'full') continue;
    test(`${node.version} trains mnist embedded and on TensorFlow, to the same losses`, async (t) => {
      const { place } = onNothing(t, node);
      assertAgree('mnist', await train(place, 'mnist'), await train(withLibrary(t, node), 'mnist'));
    });
  }
});
