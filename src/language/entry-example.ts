// How a spec names an entry of the lab, as short as it can be: what the reference shows.
import { stringify } from 'yaml';
import type { Entry } from '../lab/kinds';
import { asSchema, isRecord, neededKeys, type Schema } from './json';

/** Any moment that lies within a training of the usual length. */
const someTime = '500 iterations';

/** An entry as a spec chooses it: its name, or a map where it needs options. */
export function shortChoice({ name, options }: Entry): unknown {
  const schema = asSchema(options);
  const needed = neededKeys(schema);
  if (needed.length === 0) return name;
  return { kind: name, ...valuesOf(schema, needed) };
}

/** The same with every option that has a value of its own or needs one; undefined where none has. */
export function longChoice({ name, options }: Entry): unknown {
  const schema = asSchema(options);
  const needed = neededKeys(schema);
  const keys = Object.keys(schema.properties ?? {});
  const written = keys.filter(
    (key) => needed.includes(key) || schema.properties?.[key]?.default !== undefined,
  );
  return written.length === 0 ? undefined : { kind: name, ...valuesOf(schema, written) };
}

/** The moment that a rewind goes back to where it needs one, else its name: `rewind` has no maps with `kind`. */
export function rewindChoice({ name, options }: Entry): unknown {
  return neededKeys(asSchema(options)).length === 0 ? name : someTime;
}

/** YAML in which `value` stands at the dotted path `key`. */
export function yamlAt(key: string, value: unknown): string {
  const whole = key.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  return stringify(whole, { lineWidth: 0 });
}

const valuesOf = (schema: Schema, keys: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(keys.map((key) => [key, someValue(schema.properties?.[key] ?? {})]));

/** A value that a schema takes: its default, else a plain one. Throws where none is known. */
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
      throw new Error(`No example is known for ${JSON.stringify(schema)}.`);
  }
}
