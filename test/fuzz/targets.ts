// The fuzz targets: a reader for each kind of input, and the invariants that hold for every input.
import fs from 'node:fs';
import path from 'node:path';
import { check } from '../../src/language/check';
import { printPlan, printProblem } from '../../src/language/print';
import { decodeText } from '../../src/language/text';
import { BadFileError } from '../../src/runs/json';
import { decode, encode, type NamedTensors } from '../../src/runs/safetensors';
import { openTensors, tensorsWithChecksum } from '../../src/runs/checksums';
import { badSpecs } from '../language/bad-specs';
import { hostileSpecs, oddSpecs } from '../language/hostile-specs';
import type { Draws } from './draws';
import { runDirectories } from './run-directories';
import { mutatedSpec } from './spec-mutations';
import { mutatedTensors } from './tensor-mutations';

export interface Target {
  readonly name: string;
  /** The extension of a file with such an input. */
  readonly extension: string;
  readonly seeds: readonly Buffer[];
  mutate(input: Buffer, other: Buffer, random: Draws): Buffer;
  /**
   * Reads the input. Returns its outcome in general terms: inputs with a new outcome are mutated further.
   *
   * @throws {Error} of any kind if an invariant fails: that is a finding.
   */
  read(input: Buffer): readonly string[];
}

/** Prefers small inputs: they read faster and reveal as much. */
const longestSeed = 5000;

// --- Specs ----------------------------------------------------------------------------------------------------------

/** Control characters except line feed, which precedes a remedy. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/;

/** The description of the examples' own model. */
const layers = ['first', 'block1', 'output'].map((name) => ({
  name,
  parameters: [
    { name: `${name}.weight`, shape: [32, 32], initializer: 'he-normal', prunable: true },
  ] as const,
}));
const known = {
  models: { './my-net.mjs': { layers, options: { properties: { width: { type: 'integer', default: 3 } } } } },
};

function readSpec(input: Buffer): readonly string[] {
  const { text, problem } = decodeText(input);
  if (problem) expect(problem.range.end.offset <= text.length, 'a problem outside the text');
  const { spec, plan, problems } = check(text, known);
  for (const { range, fix } of problems) {
    for (const { start, end } of [range, ...(fix ? [fix.range] : [])]) {
      expect(0 <= start.offset && start.offset <= end.offset, 'a range that ends before it starts');
      expect(end.offset <= text.length, 'a problem outside the text');
      expect(start.line >= 1 && start.column >= 1, 'a place before the text');
    }
  }
  const lines = problems.map((one) => printProblem('f', one));
  expect(!lines.some((line) => controlCharacter.test(line)), 'a control character in a message');
  expect(
    lines.every((line) => line.split('\n').length <= 2),
    'a line break in a message',
  );
  const wrong = problems.some(({ severity }) => severity === 'error');
  if (plan && spec) {
    expect(!wrong, 'a plan beside an error');
    const counts = [
      ...plan.pools.flatMap(({ keep }) => keep),
      plan.cells,
      plan.totalIterations,
      plan.iterations,
    ];
    expect(
      counts.every((count) => Number.isSafeInteger(count) && count >= 0),
      'a count that is none',
    );
    expect(
      plan.rounds.every(({ density }) => density >= 0 && density <= 1),
      'a density that is none',
    );
    printPlan(spec, plan);
  }
  return [
    ...(plan ? [`plan ${Math.min(plan.pools.length, 9)} ${typeof plan.start.weights}`] : []),
    ...problems.map(({ code, severity, message }) => `${code} ${severity} ${shapeOf(message)}`),
  ];
}

// --- Tensors --------------------------------------------------------------------------------------------------------

const place = { run: 'abc123', file: 'trials/0/ticket/01/mask.safetensors' };
const tensors: NamedTensors = new Map([
  ['fc1.weight', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -0, NaN, 3e-40) }],
  ['fc1.weight.mask', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['losses', { dtype: 'F64', shape: [], data: Float64Array.of(0.1) }],
  ['none', { dtype: 'I32', shape: [0, 4], data: new Int32Array() }],
]);
const sealed = tensorsWithChecksum(tensors, place, { round: '1' });
const same = Buffer.from(encode(tensors));

function readTensors(input: Buffer): readonly string[] {
  return [
    told(() => {
      for (const { shape, data } of decode(input, 'f').tensors.values()) {
        const count = shape.reduce((product, length) => product * length, 1);
        expect(data.length === count, 'a tensor whose shape is not that of its data');
      }
    }),
    told(() => {
      const opened = openTensors(input, 'f', place).tensors as NamedTensors;
      expect(same.equals(encode(opened)), 'another content under the seal');
    }),
  ];
}

/** The outcome of a file; rethrows anything but a `BadFileError`. */
function told(work: () => void): string {
  try {
    work();
    return 'read';
  } catch (error) {
    if (!(error instanceof BadFileError)) throw error;
    expect(error.message.length < 2000, 'a message that nobody can read');
    return shapeOf(error.problem);
  }
}

// --- All ------------------------------------------------------------------------------------------------------------

/** A message without the parts specific to this input. */
const shapeOf = (message: string): string =>
  message
    .replace('is not a valid safetensors file: ', '')
    .replace(/`[^`]*`/g, '`')
    .replace(/^tensor .* (?=has|takes|ends|overlaps|is)/, 'tensor ')
    .replace(/\d+/g, '0')
    .slice(0, 30);

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`There is ${otherwise}.`);
}

const examples = fs
  .readdirSync('examples')
  .filter((name) => name.endsWith('.ticket.yaml'))
  .map((name) => fs.readFileSync(path.join('examples', name)));

const texts = [
  ...badSpecs.map(({ text }) => text),
  ...hostileSpecs.map(({ text }) => text),
  ...Object.values(oddSpecs),
];

export const targets: readonly Target[] = [
  {
    name: 'specs',
    extension: '.ticket.yaml',
    seeds: [
      ...examples,
      ...texts.filter(({ length }) => length < longestSeed).map((text) => Buffer.from(text)),
    ],
    mutate: mutatedSpec,
    read: readSpec,
  },
  {
    name: 'tensors',
    extension: '.safetensors',
    seeds: [
      Buffer.from(sealed),
      same,
      Buffer.from(encode(new Map(), { note: 'nothing' })),
      Buffer.from(encode(new Map([['a', { dtype: 'U8', shape: [300], data: new Uint8Array(300) }]]))),
    ],
    mutate: mutatedTensors,
    read: readTensors,
  },
  ...runDirectories(),
];
