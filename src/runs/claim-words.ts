// Writes a claim's numbers in the units of its metric, with the bound they are judged by.
import type { Claim, ClaimResult, Metric } from './types';

/** A number's factor, decimals and unit, and whether positive values get a sign. */
interface Format {
  readonly by: number;
  readonly decimals: number;
  readonly unit: string;
  readonly isSigned: boolean;
}

function formatOf(metric: Metric, of: Claim['of']): Format {
  const isDifference = 'difference' in of;
  if ('ratio' in of) return { by: 1, decimals: 3, unit: '', isSigned: false };
  switch (metric) {
    case 'testAccuracy':
    case 'testAccuracyAtEnd':
      return { by: 100, decimals: 2, unit: isDifference ? ' points' : '%', isSigned: isDifference };
    case 'earlyStopIteration':
      return { by: 1, decimals: 0, unit: ' iterations', isSigned: isDifference };
    case 'validationLoss':
      return { by: 1, decimals: 4, unit: '', isSigned: isDifference };
  }
}

/** A number with its sign, a real minus, and without trailing zeros if it is a bound. */
function written(value: number, { by, decimals, isSigned }: Format, isExact = false): string {
  const size = Math.abs(by * value);
  const text = isExact
    ? String(Number(size.toPrecision(6)))
    : size.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const isZero = Number(text.replaceAll(',', '')) === 0;
  return `${isZero ? '' : value < 0 ? '−' : isSigned && !isExact ? '+' : ''}${text}`;
}

/** Writes the numbers of a claim, for its row and its sentence. */
interface Words {
  /** Such as `+0.31 points`. */
  readonly value: (value: number) => string;
  /** Without the unit, such as `0.20 to 0.44`. */
  readonly range: (low: number, high: number) => string;
  /** With all digits, such as `−0.5 points`. */
  readonly bound: (value: number) => string;
}

/** Words with enough decimals that none of the `shown` values reads like the bound although it differs. */
export function wordsFor(claim: Judged, shown: readonly number[] = []): Words {
  const format = precise(formatOf(claim.metric, claim.of), boundOf(claim), shown);
  const plain = { ...format, isSigned: false };
  return {
    value: (value) => `${written(value, format)}${format.unit}`,
    range: (low, high) => `${written(low, plain)} to ${written(high, plain)}`,
    bound: (value) => `${written(value, format, true)}${format.unit}`,
  };
}

type Judged = Pick<Claim, 'metric' | 'of' | 'bound'>;

const boundOf = ({ bound }: Judged): number =>
  'atLeast' in bound ? bound.atLeast : 'atMost' in bound ? bound.atMost : bound.equals;

/** No value needs more: claims are judged with a tolerance of 5e-7. */
const MOST_DECIMALS = 6;

function precise(format: Format, bound: number, shown: readonly number[]): Format {
  const seemsEqual = (decimals: number): boolean =>
    shown.some(
      (value) =>
        value !== bound && (format.by * value).toFixed(decimals) === (format.by * bound).toFixed(decimals),
    );
  let { decimals } = format;
  while (decimals < MOST_DECIMALS && seemsEqual(decimals)) decimals++;
  return { ...format, decimals: seemsEqual(decimals) ? format.decimals : decimals };
}

/** The value over trials, such as `+0.31 points (0.20 to 0.44)`; undefined if there is none. */
export function valueText(claim: Judged, value: ClaimResult['value']): string | undefined {
  if (!value) return undefined;
  const { perTrial, interval95 } = value;
  const [low, high] = interval95 ?? [Math.min(...perTrial), Math.max(...perTrial)];
  const words = wordsFor(claim, [value.mean, low, high]);
  const around =
    perTrial.length < 2 ? '' : ` (${interval95 ? '95% interval ' : ''}${words.range(low, high)})`;
  return `${words.value(value.mean)}${around}`;
}

/** The bound, such as `required ≥ −0.5 points in every trial`. */
export function requiredText(claim: Judged & Pick<Claim, 'over'>): string {
  const { bound, over } = claim;
  const sign = 'atLeast' in bound ? '≥' : 'atMost' in bound ? '≤' : '=';
  const where = { mean: '', 'every-trial': ' in every trial', 'interval-95': ' for the whole interval' }[
    over
  ];
  return `required ${sign} ${wordsFor(claim).bound(boundOf(claim))}${where}`;
}
