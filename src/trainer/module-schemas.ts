// The shapes of what a user's module says of itself.
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

/** What comes from elsewhere is held to a sum, so one must be there. `said` is the module and its function. */
export function withSums(said: string, files: unknown): void {
  const bare = (files as readonly DataFile[]).find(({ npm, urls: from, sizeBytes, sha256 }) => {
    const isWhole = sizeBytes !== undefined && sha256 !== undefined;
    return (npm ?? from) !== undefined && !isWhole;
  });
  if (bare)
    throw new ModuleMistake(
      `${said} says where ${bare.name} can be had, but not its sizeBytes and sha256, which tell that it is whole.`,
    );
}

/** Keys of every JavaScript object, and of every safetensors file. */
const isReserved = (one: string): boolean => one in {} || one === '__metadata__';

/** What a module's function has returned, if it is what it should be and no name stands twice or means something else. */
export function required(part: string, schema: TSchema, value: unknown, wrong: Wrong): void {
  const [first] = Value.Errors(schema, value);
  if (first) {
    const at = first.instancePath;
    throw at === ''
      ? wrong(WANTED[part] ?? '')
      : wrong(WANTED[part] ?? '', `something that cannot be used: ${at} ${first.message}`);
  }
  const named = Array.isArray(value) ? (value as readonly (Partial<Layer> & { name: string })[]) : [];
  const names = [named, named.flatMap(({ parameters = [] }) => parameters)].map((all) =>
    all.map((one) => one.name),
  );
  for (const list of names) {
    const twice = list.find((one, index) => list.indexOf(one) < index);
    if (twice !== undefined) throw wrong('each name once', `the name ${twice} twice`);
    const reserved = list.find(isReserved);
    if (reserved !== undefined)
      throw wrong(
        'other names: this one has a meaning in JavaScript or in safetensors files',
        `the name ${reserved}`,
      );
  }
}

const WANTED: Readonly<Record<string, string>> = {
  layers: 'an array of { name, parameters: [{ name, shape, initializer, prunable }] }',
  shape: '{ input, outputs, train, validation, test }: the shape of one input, and whole numbers from 1 on',
  files: 'an array of { name } with where each can be had',
};
