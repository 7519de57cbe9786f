// Medians of paired ratios, with distribution-free confidence intervals.

/** The middle value, or the mean of the two middle ones; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** The probability that the interval covers the true median, 0 to 1. */
  readonly confidence: number;
}

const WANTED = 0.95;

/**
 * A confidence interval of the median, from the k-th smallest to the k-th largest value, with the largest k that
 * reaches 95%. Five or fewer values do not reach it and give their range. The confidence is exact: 1 − 2·P(B ≤ k − 1)
 * for a binomial B(n, ½) (Conover, "Practical Nonparametric Statistics", 1999, section 3.2).
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

/** The peer's time over ours: the median of the ratios within repetitions, with its interval. */
export function pairedRatio(peer: readonly number[], ours: readonly number[]): Ratio {
  if (peer.length !== ours.length) throw new Error('Paired values must have the same length.');
  const ratios = peer.map((value, i) => value / (ours[i] ?? NaN));
  return { median: median(ratios), ...medianInterval(ratios) };
}
