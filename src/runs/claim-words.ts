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

export function wordsFor({ metric, of }: Pick<Claim, 'metric' | 'of'>): Words {
  const format = formatOf(metric, of);
  const plain = { ...format, isSigned: false };
  return {
    value: (value) => `${written(value, format)}${format.unit}`,
    range: (low, high) => `${written(low, plain)} to ${written(high, plain)}`,
    bound: (value) => `${written(value, format, true)}${format.unit}`,
  };
}

/** The value over trials, such as `+0.31 points (0.20 to 0.44)`; undefined if there is none. */
export function valueText(
  claim: Pick<Claim, 'metric' | 'of'>,
  value: ClaimResult['value'],
): string | undefined {
  if (!value) return undefined;
  const words = wordsFor(claim);
  const { perTrial, interval95 } = value;
  const [low, high] = interval95 ?? [Math.min(...perTrial), Math.max(...perTrial)];
  const around =
    perTrial.length < 2 ? '' : ` (${interval95 ? '95% interval ' : ''}${words.range(low, high)})`;
  return `${words.value(value.mean)}${around}`;
}

/** The bound, such as `required ≥ −0.5 points in every trial`. */
export function requiredText({
  bound,
  over,
  ...compared
}: Pick<Claim, 'metric' | 'of' | 'bound' | 'over'>): string {
  const [sign, value] =
    'atLeast' in bound ? ['≥', bound.atLeast] : 'atMost' in bound ? ['≤', bound.atMost] : ['=', bound.equals];
  const where = { mean: '', 'every-trial': ' in every trial', 'interval-95': ' for the whole interval' }[
    over
  ];
  return `required ${sign} ${wordsFor(compared).bound(value)}${where}`;
}
