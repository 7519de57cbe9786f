// What a spec may write where it chooses an entry of the lab: a name, or a map with `kind` and options.
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

/** What a spec writes to choose an entry: its name, or a map with `kind` (or `module`) and options. */
export type ChoiceText = string | Readonly<Record<string, unknown>>;

/** A lab's options as a spec may write them: those with a default may be left out, times may have units. */
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

/** What people read of an entry where a spec may name it. */
function noteOf(kind: keyof Lab, { name, equation, reference }: Entry): EntryNote {
  const page = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    name,
    page,
    ...(equation !== undefined && { equation }),
    ...(reference !== undefined && { reference }),
  };
}

/** The names of those entries of a kind that need no options. */
export const plainNames = (from: Lab, kind: keyof Lab): readonly Schema[] =>
  from[kind]
    .filter((entry) => neededKeys(asSchema(entry.options)).length === 0)
    .map((entry) => ({
      const: entry.name,
      description: entry.description,
      entry: noteOf(kind, entry),
    }));

/** A place that takes an entry of a kind, or one of `more`; `also` are keys that stand beside its options. */
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
