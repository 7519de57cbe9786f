// Times in training: a number of iterations, or a text with a unit.
import Type from 'typebox';
import { asSchema, isRecord, type Schema } from './json';
import type { Duration } from './spec';

export type DurationText = number | string;

const pattern = '^([1-9][0-9]* iterations?|(?!0+(\\.0+)? )[0-9]+(\\.[0-9]+)? epochs?)$';
const expects = 'a number of iterations, "500 iterations" or "55 epochs"';

/** The schema of a time as a spec may write it, for `number`, a schema of iterations. */
export function writtenDuration(number: Schema): Schema {
  const { description, default: standard, ...rest } = number;
  return {
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    expects,
    anyOf: [rest, asSchema(Type.String({ pattern, expects }))],
  };
}

/** Reads a value that `writtenDuration` accepts. */
export function readDuration(written: DurationText): Duration {
  if (typeof written === 'number') return { value: written, unit: 'iterations' };
  const [value, unit] = written.split(' ');
  return { value: Number(value), unit: unit?.startsWith('epoch') === true ? 'epochs' : 'iterations' };
}

export function isDuration(value: unknown): value is Duration {
  return (
    isRecord(value) &&
    typeof value['value'] === 'number' &&
    (value['unit'] === 'iterations' || value['unit'] === 'epochs')
  );
}

/** The size of one epoch. */
export interface Epoch {
  /** Training examples. */
  readonly examples: number;
  readonly batch: number;
}

/** A time in iterations, rounded up: "1 epoch" of 55,000 examples in batches of 60 is 917 iterations. */
export function inIterations(duration: Duration, { examples, batch }: Epoch): number {
  if (duration.unit === 'iterations') return duration.value;
  const exact = (duration.value * examples) / batch;
  if (exact === Infinity) return exact;
  // A rounding error in the last digit must not add an iteration.
  return Math.max(1, Math.ceil(exact - exact * 1e-12));
}

export function sayDuration({ value, unit }: Duration): string {
  return `${value.toLocaleString('en-US')} ${value === 1 ? unit.slice(0, -1) : unit}`;
}
