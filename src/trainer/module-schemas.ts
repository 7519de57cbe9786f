// Schemas of the values that a user's module returns about itself.
import Type, { type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { initializers } from '../lab/initializers';
import type { DataFile, Layer } from '../lab/kinds';
import { ModuleMistake } from './module-mistake';

const size = Type.Integer({ minimum: 1 });
const text = Type.String({ minLength: 1 });
const name = Type.String({ pattern: '^[^/:\\u0000-\\u001f\\u007f]+$' });

export const layersSchema = Type.Array(
  Type.Object({
    name,
    parameters: Type.Array(
      Type.Object({
        name,
        shape: Type.Array(size),
        initializer: Type.Enum([...initializers]),
        prunable: Type.Boolean(),
      }),
    ),
  }),
  { minItems: 1 },
);

export const shapeSchema = Type.Object({
  input: Type.Array(size, { minItems: 1 }),
  outputs: size,
  train: size,
  validation: size,
  test: size,
});

const sum = Type.String({ pattern: '^[0-9a-f]{64}$' });
const urls = Type.Array(Type.String({ pattern: '^https?://' }), { minItems: 1 });

export const filesSchema = Type.Array(
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

type Wrong = (wanted: string, what?: string) => ModuleMistake;

/** Requires checksums for files from packages or downloads. `said` is the module and its function. */
export function withSums(said: string, files: unknown): void {
  const bare = (files as readonly DataFile[]).find(({ npm, urls: from, sizeBytes, sha256 }) => {
    const isWhole = sizeBytes !== undefined && sha256 !== undefined;
    return (npm ?? from) !== undefined && !isWhole;
  });
  if (bare)
    throw new ModuleMistake(
      `${said} names a source for ${bare.name}, but not its sizeBytes and sha256, which Ticket checks the file against.`,
    );
}

/** Keys of every JavaScript object, and of every safetensors file. */
const isReserved = (one: string): boolean => one in {} || one === '__metadata__';

/** Checks a function's return value: valid by its schema, with unique names that are not reserved. */
export function required(part: string, schema: TSchema, value: unknown, wrong: Wrong): void {
  const [first] = Value.Errors(schema, value);
  if (first) {
    const at = first.instancePath;
    throw at === ''
      ? wrong(WANTED[part] ?? '')
      : wrong(WANTED[part] ?? '', `an invalid value: ${at} ${first.message}`);
  }
  const named = Array.isArray(value) ? (value as readonly (Partial<Layer> & { name: string })[]) : [];
  const names = [named, named.flatMap(({ parameters = [] }) => parameters)].map((all) =>
    all.map((one) => one.name),
  );
  for (const list of names) {
    const twice = list.find((one, index) => list.indexOf(one) < index);
    if (twice !== undefined) throw wrong('unique names', `the name ${twice} twice`);
    const reserved = list.find(isReserved);
    if (reserved !== undefined)
      throw wrong('names that JavaScript and safetensors files do not reserve', `the name ${reserved}`);
  }
}

const WANTED: Readonly<Record<string, string>> = {
  layers: 'an array of { name, parameters: [{ name, shape, initializer, prunable }] }',
  shape: '{ input, outputs, train, validation, test }: the shape of one input, and positive integers',
  files: 'an array of { name } with a source for each file',
};
