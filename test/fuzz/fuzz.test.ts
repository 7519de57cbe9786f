import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sampled } from '../full';
import { draws } from './draws';
import { hunt, look } from './hunt';
import { minimised } from './minimise';
import { targets, type Target } from './targets';

/** The inputs that the fuzzer reads, and its findings. */
function hunted(
  some: readonly Target[],
  seed: number,
  times: number,
): { readonly inputs: readonly Buffer[]; readonly found: readonly string[] } {
  const inputs: Buffer[] = [];
  const { next } = hunt(some, seed, {
    around(_, input, read) {
      inputs.push(input);
      return read();
    },
  });
  const found = Array.from({ length: times }, next).flatMap((finding) => finding ?? []);
  return { inputs, found: found.map(({ input }) => input.toString('latin1')) };
}

/** A reader that fails on an `x` after an `a`, with varying messages. */
const broken: Target = {
  name: 'broken',
  extension: '.broken',
  seeds: [Buffer.from('some text with an a in it'), Buffer.from('and one with x')],
  mutate: (input, other, random) => {
    const at = random.below(input.length + 1);
    return Buffer.concat([
      input.subarray(0, at),
      other.subarray(random.below(other.length + 1)),
      input.subarray(at),
    ]);
  },
  read(input) {
    if (/a.*x/.test(input.toString('latin1'))) throw new Error(`It has ${input.length} bytes.`);
    return [];
  },
};

/** Mutated inputs of each reader; `npm run fuzz` tries as many as fit in its time. */
const INPUTS = sampled(80, 400);

describe('the fuzzer', () => {
  for (const target of targets) {
    test(`finds nothing wrong with what its ${target.name} are made from, nor in ${INPUTS} inputs`, () => {
      assert.deepEqual(hunted([target], 1, target.seeds.length + INPUTS).found, []);
    });

    test(`comes to each outcome of ${target.name} from small changes, not only to one`, () => {
      const { kept, next } = hunt([target], 1);
      for (let i = 0; i < target.seeds.length + sampled(150, 500); i++) next();
      assert.ok((kept.get(target.name)?.length ?? 0) >= target.seeds.length + 5);
    });
  }

  test('reads the same inputs for the same seed, and others for another', () => {
    const inputs = (seed: number): readonly Buffer[] =>
      hunted(targets, seed, 400).inputs.filter((_, i) => i > 300);
    assert.deepEqual(inputs(7), inputs(7));
    assert.notDeepEqual(inputs(7), inputs(8));
  });

  test('finds a mistake once, and tells the smallest input that shows it', () => {
    assert.deepEqual(hunted([broken], 3, 300).found, ['ax']);
  });

  test('takes what is slow or grows the process for a finding', () => {
    const target = { ...broken, read: () => [] };
    const none = { mostMs: -1, mostBytes: Infinity };
    assert.match(look(target, Buffer.from('a'), none).wrong?.what ?? '', /^slow/);
    assert.match(
      look(target, Buffer.from('a'), { mostMs: 1000, mostBytes: -1e12 }).wrong?.what ?? '',
      /^large/,
    );
    assert.equal(look(target, Buffer.from('a')).wrong, undefined);
  });
});

test('an input is minimised to what shows the same', () => {
  const shows = (input: Buffer): boolean => input.includes('k') && input.includes('e');
  assert.equal(minimised(Buffer.from('the quick brown fox jumps over the lazy dog'), shows).length, 2);
});

test('draws are in their range, and all of it', () => {
  const random = draws(5);
  const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
});
