// Options of an entry: fills in defaults and reads times in training.
import { inIterations, isDuration, readDuration, type Epoch } from './duration';
import { isRecord, type Schema } from './json';
import type { Path } from './located';

export type Options = Readonly<Record<string, unknown>>;

/** Written options, with the schema's defaults filled in and times as `Duration`s. */
export function completeOptions(schema: Schema, written: Options): Options {
  return readTimes(schema, withDefaults(schema, written)) as Options;
}

/** A value with the defaults of its schema filled in. Accepts any JSON Schema, including a module's. */
export function withDefaults(schema: Schema, value: unknown): unknown {
  if (value === undefined) return structuredClone(schema.default);
  const { properties } = schema;
  if (!isRecord(value) || !properties) return value;
  const left = Object.entries(properties)
    .map(([key, part]) => [key, withDefaults(part, value[key])] as const)
    .filter(([, part]) => part !== undefined);
  return { ...value, ...Object.fromEntries(left) };
}

function readTimes(schema: Schema, value: unknown): unknown {
  if (schema.duration === true && (typeof value === 'number' || typeof value === 'string'))
    return readDuration(value);
  const { properties, items } = schema;
  if (Array.isArray(value) && isRecord(items)) return value.map((item) => readTimes(items, item));
  if (!isRecord(value) || !properties) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const option = properties[key];
      return [key, option ? readTimes(option, part) : part];
    }),
  );
}

/** The same value with every `Duration` in it as a number of iterations. */
export function resolveTimes(value: unknown, epoch: Epoch): unknown {
  if (isDuration(value)) return inIterations(value, epoch);
  if (Array.isArray(value)) return value.map((item) => resolveTimes(item, epoch));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolveTimes(part, epoch)]));
}

/** Every time in `value` in iterations, with its path. */
export function timesIn(value: unknown, epoch: Epoch): readonly { path: Path; iterations: number }[] {
  if (isDuration(value)) return [{ path: [], iterations: inIterations(value, epoch) }];
  const parts: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isRecord(value)
      ? Object.entries(value)
      : [];
  return parts.flatMap(([key, part]) =>
    timesIn(part, epoch).map(({ path, iterations }) => ({ path: [key, ...path], iterations })),
  );
}
