// Medians of paired ratios, with intervals that suppose nothing of how times are distributed.

/** The middle of the values, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** How sure it is that the median of all such values lies in it, 0 to 1. */
  readonly confidence: number;
}

const WANTED = 0.95;

/**
 * The interval of the median between two of the sorted values, the k-th from each end, that is sure to 95%; of five or
 * fewer, where none is, from the least to the greatest. Its confidence is exact: 1 − 2·P(B ≤ k − 1) for a binomial
 * B(n, ½) (Conover, "Practical Nonparametric Statistics", 1999, section 3.2).
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const confidence = (k: number): number => 1 - 2 * atMost(k - 1, n);
  let k = 1;
  while (2 * (k + 1) <= n && confidence(k + 1) >= WANTED) k++;
  return { low: sorted[k - 1] ?? NaN, high: sorted[n - k] ?? NaN, confidence: n === 0 ? NaN : confidence(k) };
}

/** P(B ≤ k) of a binomial B(n, ½). */
function atMost(k: number, n: number): number {
  let term = 0.5 ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= (n - i) / (i + 1);
  }
  return sum;
}

export interface Ratio extends Interval {
  readonly median: number;
}

/** How many times as long the peer takes as ours: the ratio in each repetition, and the middle of them. */
export function pairedRatio(peer: readonly number[], ours: readonly number[]): Ratio {
  if (peer.length !== ours.length) throw new Error('Paired values must be as many of both.');
  const ratios = peer.map((value, i) => value / (ours[i] ?? NaN));
  return { median: median(ratios), ...medianInterval(ratios) };
}
