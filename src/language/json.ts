// The part of JSON Schema that the language reads itself. TypeBox schemas are such schemas, and so are the options of
// a user's module.

export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly maxProperties?: number;
  /** What other readers need in order to see what `kind` decides here. */
  readonly not?: Schema;
  readonly items?: Schema | readonly Schema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** What a value must be, in words, where the schema's own words would say little. */
  readonly expects?: string;
  /** A time in training: see src/lab/options.ts. */
  readonly duration?: boolean;
  readonly float32?: boolean;
  readonly identity?: boolean;
  readonly unit?: string;
  /** Where an entry of the lab is chosen: what it says of itself. */
  readonly entry?: EntryNote;
}

/** What people read of an entry of the lab beside its description. */
export interface EntryNote {
  readonly name: string;
  /** The page of docs/reference/ that has it, such as `optimizers`. */
  readonly page: string;
  readonly equation?: string;
  readonly reference?: string;
}

/** A TypeBox schema, or one from outside, as what it is: JSON Schema. */
export const asSchema = (schema: object): Schema => schema;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys that a map must have: those required that have no default. */
export function neededKeys(schema: Schema): readonly string[] {
  return (schema.required ?? []).filter((key) => schema.properties?.[key]?.default === undefined);
}

/** The name of the entry that a branch `{ kind: name, ...options }` stands for. */
export function kindOf(schema: Schema): string | undefined {
  const kind = schema.properties?.['kind']?.const;
  return typeof kind === 'string' ? kind : undefined;
}
