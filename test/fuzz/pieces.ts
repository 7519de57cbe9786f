// Mutates a sequence of pieces: the bytes of a file, or the words of a text.
import type { Draws } from './draws';

/** Inputs with more bytes are not mutated further, and not read. */
export const longestInput = 200_000;

/** Maximum length after repeating a part. */
const mostPieces = 60_000;

/** Small steps are likely, large ones possible. */
const size = (random: Draws, most: number): number =>
  1 + random.below(random.once(8) ? most : Math.min(most, 8));

/**
 * `pieces` with one change: some are dropped, repeated, moved, replaced or inserted, or the rest comes from another
 * sequence.
 *
 * @param fresh makes a new piece
 */
export function changed<T>(
  pieces: readonly T[],
  other: readonly T[],
  random: Draws,
  fresh: () => T,
): readonly T[] {
  const { length } = pieces;
  const at = random.below(length + 1);
  const end = Math.min(length, at + size(random, length + 1));
  const [before, middle, after] = [pieces.slice(0, at), pieces.slice(at, end), pieces.slice(end)];
  const from = random.below(other.length + 1);
  const taken = other.slice(from, from + size(random, other.length + 1));
  switch (random.below(9)) {
    case 0:
      return [...before, ...after];
    case 1:
      return [...before, ...middle, ...middle, ...after];
    case 2: {
      const times = Math.min(size(random, 2000), Math.floor(mostPieces / (1 + middle.length)));
      return [...before, ...Array.from({ length: times }, () => middle).flat(), ...after];
    }
    case 3:
      return [...before, ...after, ...middle];
    case 4:
      return [...before, ...Array.from({ length: size(random, 4) }, fresh), ...after];
    case 5:
      return [...before, ...Array.from({ length: size(random, 4) }, fresh), ...middle, ...after];
    case 6:
      return [...before, ...taken, ...after];
    case 7:
      return [...before, ...other.slice(from)];
    default:
      return before;
  }
}
