// Examples of the entries of the lab in a spec, for the reference.
import { stringify } from 'yaml';
import type { Entry } from '../lab/kinds';
import { asSchema, isRecord, neededKeys, type Schema } from './json';

/** A time within the default training length. */
const someTime = '500 iterations';

/** The short form of an entry: its name, or a map if it needs options. */
export function shortChoice({ name, options }: Entry): unknown {
  const schema = asSchema(options);
  const needed = neededKeys(schema);
  if (needed.length === 0) return name;
  return { kind: name, ...valuesOf(schema, needed) };
}

/** The long form of an entry, with all required options and all defaults; undefined if it has none. */
export function longChoice({ name, options }: Entry): unknown {
  const schema = asSchema(options);
  const needed = neededKeys(schema);
  const keys = Object.keys(schema.properties ?? {});
  const written = keys.filter(
    (key) => needed.includes(key) || schema.properties?.[key]?.default !== undefined,
  );
  return written.length === 0 ? undefined : { kind: name, ...valuesOf(schema, written) };
}

/** A rewind: a time if it needs one, else its name. `rewind` takes no maps with `kind`. */
export function rewindChoice({ name, options }: Entry): unknown {
  return neededKeys(asSchema(options)).length === 0 ? name : someTime;
}

/** YAML with `value` at the dotted path `key`. */
export function yamlAt(key: string, value: unknown): string {
  const whole = key.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  return stringify(whole, { lineWidth: 0 });
}

const valuesOf = (schema: Schema, keys: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(keys.map((key) => [key, someValue(schema.properties?.[key] ?? {})]));

/** A value that a schema accepts: its default, or else a simple one. Throws if it knows none. */
function someValue(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.duration === true) return someTime;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'boolean':
      return true;
    case 'integer':
      return schema.minimum ?? 1;
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 0.5;
    case 'string':
      return 'text';
    case 'array':
      return isRecord(schema.items) ? [someValue(schema.items)] : [];
    case 'object':
      return valuesOf(schema, neededKeys(schema));
    default:
      throw new Error(`No example for the schema ${JSON.stringify(schema)}.`);
  }
}
