// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
// A draw depends only on the stream's name and the position, so resuming needs no saved state, and a new consumer does
// not change the numbers of others.

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function high(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Ten rounds of Philox on a four-word counter with a two-word key; returns four words. */
export function philox(
  counter: readonly [number, number, number, number],
  key: Key,
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const next0 = (high(M1, c2) ^ c1 ^ k0) >>> 0;
    const next2 = (high(M0, c0) ^ c3 ^ k1) >>> 0;
    c1 = Math.imul(M1, c2) >>> 0;
    c3 = Math.imul(M0, c0) >>> 0;
    c0 = next0;
    c2 = next2;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The Philox key of a name under a seed. It hashes names part by part, so ['a', 1] and ['a1'] differ. */
export const keyOf = (seed: number, ...name: readonly (string | number)[]): Key =>
  fnv1a(JSON.stringify([seed, ...name]));

/** Two words of 32 bits. */
export type Key = readonly [number, number];

/** 64-bit FNV-1a of a text, as two words. */
function fnv1a(text: string): [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}

/** A sequence of random numbers, read from its start. Streams of the same name and seed give the same numbers. */
export interface Stream {
  /** A substream: same seed, longer name. */
  at(...name: readonly (string | number)[]): Stream;
  /** The next integer, 0 to 2³² − 1. */
  uint32(): number;
  /** The next number in [0, 1), with 53 random bits. */
  uniform(): number;
  /** The next number from N(0, 1), by the polar method. */
  normal(): number;
  /** The next integer in [0, n), without bias. */
  below(n: number): number;
  /** 0 … n − 1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array;
}

/** The stream `name` of a run's seed. */
export function stream(seed: number, ...name: readonly (string | number)[]): Stream {
  const key = keyOf(seed, ...name);
  let block = 0;
  let words: readonly number[] = [];
  let next = 4;

  const uint32 = (): number => {
    if (next === 4) {
      words = philox([block >>> 0, Math.floor(block / 2 ** 32), 0, 0], key);
      block += 1;
      next = 0;
    }
    const word = words[next] ?? 0;
    next += 1;
    return word;
  };
  const uniform = (): number => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;
  const below = (n: number): number => {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = uint32();
      if (word < limit) return word % n;
    }
  };

  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = y * scale;
        return x * scale;
      }
    }
  };

  return {
    at: (...more) => stream(seed, ...name, ...more),
    uint32,
    uniform,
    normal,
    below,
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = below(i + 1);
        const held = order[i] ?? 0;
        order[i] = order[j] ?? 0;
        order[j] = held;
      }
      return order;
    },
  };
}
