// Schema of a key that chooses an entry of the lab: a name, or a map with `kind` and options.
import Type, { type TSchema } from 'typebox';
import type * as entries from '../lab';
import type { Entry } from '../lab/kinds';
import { writtenDuration } from './duration';
import { asSchema, isRecord, neededKeys, type EntryNote, type Schema } from './json';

/** The lab's registries, by kind. */
export type Lab = Pick<
  typeof entries,
  | 'workloads'
  | 'models'
  | 'optimizers'
  | 'learningRates'
  | 'criteria'
  | 'structures'
  | 'scopes'
  | 'schedules'
  | 'rewinds'
  | 'controls'
>;

/** A choice as written in a spec: an entry's name, or a map with `kind` (or `module`) and options. */
export type ChoiceText = string | Readonly<Record<string, unknown>>;

/** An entry's options as a spec may write them: those with a default are optional, times may have units. */
export function writtenOptions(schema: Schema): Schema {
  if (schema.duration === true) return writtenDuration(schema);
  const { properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, option]) => [name, writtenOptions(option)]),
      ),
      required: neededKeys(schema),
    }),
    ...(isRecord(items) && { items: writtenOptions(items) }),
  };
}

/** Documentation of an entry for completion and hover. */
function noteOf(kind: keyof Lab, { name, equation, reference }: Entry): EntryNote {
  const page = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    name,
    page,
    ...(equation !== undefined && { equation }),
    ...(reference !== undefined && { reference }),
  };
}

/** The entries of a kind that need no options, by name. */
export const plainNames = (from: Lab, kind: keyof Lab): readonly Schema[] =>
  from[kind]
    .filter((entry) => neededKeys(asSchema(entry.options)).length === 0)
    .map((entry) => ({
      const: entry.name,
      description: entry.description,
      entry: noteOf(kind, entry),
    }));

/** The schema of a key that takes an entry of a kind, or one of `more`; `also` adds keys to each entry's options. */
export function chosen(
  from: Lab,
  kind: keyof Lab,
  text: object,
  more: readonly Schema[] = [],
  also = {},
): TSchema {
  const maps = from[kind].map((one): Schema => {
    const { name, description, options } = one;
    const written = writtenOptions(asSchema(options));
    const entry = noteOf(kind, one);
    return {
      type: 'object',
      description,
      entry,
      properties: { kind: { const: name, description, entry }, ...written.properties, ...also },
      required: ['kind', ...(written.required ?? [])],
      additionalProperties: false,
    };
  });
  return Type.Unsafe({ anyOf: [...plainNames(from, kind), ...maps, ...more], ...text });
}
