// Chooses between a fixed sample, for `npm test`, and all cases, for `npm run test:full`.
export const isFull = process.env.TICKET_TESTS === 'full';

/** `all` in `npm run test:full`, otherwise `some`. */
export const sampled = <T>(some: T, all: T): T => (isFull ? all : some);

/** Options of a property test with `count` random cases; `npm test` tries a third of them. */
export const cases = (count: number): { readonly numRuns: number } => ({
  numRuns: sampled(Math.ceil(count / 3), count),
});
