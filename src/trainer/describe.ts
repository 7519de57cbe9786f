// What a user's module says of itself, for the language: asked in a process of its own, because it runs their code.
import type { DataFile, Layer, Model, Shape, Workload, WorkloadShape } from '../lab/kinds';
import Type, { type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { initializers } from '../lab/initializers';
import { withDefaults } from '../language/options';
import { importModule } from './user-module';

export type DescribeQuestion =
  | { readonly role: 'model'; readonly input: Shape; readonly outputs: number; readonly options: unknown }
  | { readonly role: 'workload'; readonly options: unknown };

/** As the language wants to know it. */
export type Description =
  | { readonly layers: readonly Layer[]; readonly options?: unknown }
  | (WorkloadShape & { readonly files: readonly DataFile[]; readonly options?: unknown });

/**
 * Asks a module. Options that do not fit the module's own schema are not put to its code: the language reports them
 * at their place in the spec, with the schema that comes back.
 *
 * @throws {Error} of the module's own code, or saying what the module lacks.
 */
export async function describeModule(
  file: string,
  { role, ...question }: DescribeQuestion,
): Promise<Description> {
  const entry = await importModule(file, role);
  const { options: schema } = entry;
  const options = schema ? withDefaults(schema, question.options) : question.options;
  const fits = !schema || Value.Check(schema, options);
  const own = schema ? { options: schema } : {};
  if ('input' in question) {
    const { input, outputs } = question;
    if (!fits) return { layers: [], ...own };
    const layers = (entry as Model).layers(input, outputs, options);
    return { layers: required(file, 'layers', layersSchema, layers), ...own };
  }
  const workload = entry as Workload;
  return {
    ...(fits ? required(file, 'shape', shapeSchema, workload.shape(options)) : NO_SHAPE),
    files: fits ? withSums(file, required(file, 'files', filesSchema, workload.files(options))) : [],
    ...own,
  };
}

const size = Type.Integer({ minimum: 1 });
const text = Type.String({ minLength: 1 });

const layersSchema = Type.Array(
  Type.Object({
    name: Type.String({ pattern: '^[^/:]+$' }),
    parameters: Type.Array(
      Type.Object({
        name: Type.String({ pattern: '^[^/:]+$' }),
        shape: Type.Array(size),
        initializer: Type.Enum([...initializers]),
        prunable: Type.Boolean(),
      }),
    ),
  }),
  { minItems: 1 },
);

const shapeSchema = Type.Object({
  input: Type.Array(size, { minItems: 1 }),
  outputs: size,
  train: size,
  validation: size,
  test: size,
});

const sum = Type.String({ pattern: '^[0-9a-f]{64}$' });
const urls = Type.Array(Type.String({ pattern: '^https?://' }), { minItems: 1 });

const filesSchema = Type.Array(
  Type.Object({
    name: text,
    alsoAt: Type.Optional(Type.Array(text)),
    idxAxes: Type.Optional(Type.Integer({ minimum: 1, maximum: 255 })),
    sizeBytes: Type.Optional(Type.Integer({ minimum: 0 })),
    sha256: Type.Optional(sum),
    npm: Type.Optional(Type.Object({ package: text, path: text })),
    urls: Type.Optional(urls),
    gzip: Type.Optional(Type.Object({ urls, sizeBytes: size, sha256: sum })),
  }),
);

/** What comes from elsewhere is held to a sum, so one must be there. */
function withSums(file: string, files: readonly DataFile[]): readonly DataFile[] {
  const bare = files.find(({ npm, urls, sizeBytes, sha256 }) => {
    const isWhole = sizeBytes !== undefined && sha256 !== undefined;
    return (npm ?? urls) !== undefined && !isWhole;
  });
  if (bare)
    throw new Error(
      `${file}: files(…) says where ${bare.name} can be had, but not its sizeBytes and sha256, which tell that it is whole.`,
    );
  return files;
}

/** What a module's function has returned, if it is what it should be and no name stands twice. */
function required<T>(file: string, part: string, schema: TSchema, value: T): T {
  const [first] = Value.Errors(schema, value);
  if (first) {
    throw new Error(
      `${file}: ${part}(…) returns what cannot be used: ${first.instancePath || 'it'} ${first.message}.`,
    );
  }
  const named = Array.isArray(value) ? (value as readonly (Partial<Layer> & { name: string })[]) : [];
  const names = [named, named.flatMap(({ parameters = [] }) => parameters)].map((all) =>
    all.map(({ name }) => name),
  );
  for (const list of names) {
    const twice = list.find((name, index) => list.indexOf(name) < index);
    if (twice !== undefined) throw new Error(`${file}: ${part}(…) has the name ${twice} twice.`);
  }
  return value;
}

const NO_SHAPE: WorkloadShape = { input: [], outputs: 0, train: 0, validation: 0, test: 0 };
