// Statistics of results and claims.

/** Summary of `n` values. */
export interface Summary {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

/** The arithmetic mean; NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sample standard deviation (n − 1); 0 for fewer than two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** The summary of the values; undefined for none. */
export function summary(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  return { mean: mean(values), min: Math.min(...values), max: Math.max(...values), n: values.length };
}

/** The quantile `q` (0 to 1) of sorted values, with linear interpolation. */
function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

const RESAMPLES = 10_000;

/** Marsaglia's xorshift generator (Journal of Statistical Software 8(14), 2003): numbers in [0, 1). */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * The 95% interval of the mean by the percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap",
 * 1993, chapter 13), from 10,000 resamples of a fixed seed: the same values always give the same interval. For a
 * paired comparison the values are the differences (or ratios) within each trial.
 */
export function bootstrap95(values: readonly number[]): readonly [number, number] {
  const random = xorshift(0x9e3779b9);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? NaN;
    return sum / values.length;
  }).sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}
