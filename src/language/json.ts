// The part of JSON Schema that the language reads, for TypeBox schemas and the options of users' modules.

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
  /** For other editors: excludes maps with `kind` from the module branch. */
  readonly not?: Schema;
  readonly items?: Schema | readonly Schema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** A description of allowed values for messages, where the schema itself would say little. */
  readonly expects?: string;
  /** Marks a time in training; see src/lab/options.ts. */
  readonly duration?: boolean;
  readonly float32?: boolean;
  readonly identity?: boolean;
  readonly unit?: string;
  /** Documentation of the entry that this branch chooses. */
  readonly entry?: EntryNote;
}

/** Documentation of an entry besides its description. */
export interface EntryNote {
  readonly name: string;
  /** The page of docs/reference/ that describes it, such as `optimizers`. */
  readonly page: string;
  readonly equation?: string;
  readonly reference?: string;
}

/** A TypeBox schema, or one from a module, typed as JSON Schema. */
export const asSchema = (schema: object): Schema => schema;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys that a map must have: required, without a default. */
export function neededKeys(schema: Schema): readonly string[] {
  return (schema.required ?? []).filter((key) => schema.properties?.[key]?.default === undefined);
}

/** The name of the entry that a branch `{ kind: name, ...options }` describes. */
export function kindOf(schema: Schema): string | undefined {
  const kind = schema.properties?.['kind']?.const;
  return typeof kind === 'string' ? kind : undefined;
}
