// Converts traced ops and constants into graph nodes.
import type { Attribute, Attributes, GraphNode } from './graph';
import type { Binding, OpAttribute } from './node-backend';
import { outputName } from './op-outputs';
import type { Trace, Source } from './trace';

/** Returns a source's name in the function that contains the node. */
export type NameOf = (source: Source) => string;

const opName = (op: number): string => `o${op}`;
const constantName = (constant: number): string => `c${constant}`;

/** The name of a traced op's output, or of a constant, inside its function. */
export function nameInside({ ops }: Trace, source: Exclude<Source, { readonly input: string }>): string {
  return 'constant' in source
    ? `${constantName(source.constant)}:${outputName('Const', 0)}`
    : `${opName(source.op)}:${outputName(ops[source.op]?.name ?? '', source.output)}`;
}

/** Nodes of the chosen ops, in order, and of the constants that they or `results` read. */
export function nodesOf(
  binding: Binding,
  { ops, constants }: Trace,
  isChosen: (op: number) => boolean,
  nameOf: NameOf,
  results: readonly Source[] = [],
): readonly GraphNode[] {
  const chosen = ops.map((op, i) => ({ op, i })).filter(({ i }) => isChosen(i));
  const sources = [...chosen.flatMap(({ op }) => op.inputs), ...results];
  const read = new Set(sources.flatMap((source) => ('constant' in source ? [source.constant] : [])));
  return [
    ...[...read].flatMap((i): GraphNode[] => {
      const constant = constants[i];
      if (!constant) return [];
      const attributes = { dtype: { type: constant.dtype }, value: { tensor: constant } };
      return [{ name: constantName(i), op: 'Const', inputs: [], attributes }];
    }),
    ...chosen.map(({ op, i }) => ({
      name: opName(i),
      op: op.name,
      inputs: op.inputs.map(nameOf),
      attributes: attributesOf(binding, op.attributes),
    })),
  ];
}

/** Converts attributes from the form in which tfjs-node's kernels pass them to the addon. */
function attributesOf(binding: Binding, attributes: readonly OpAttribute[]): Attributes {
  return Object.fromEntries(
    attributes.map(({ name, type, value }) => [name, attributeOf(binding, type, value)]),
  );
}

function attributeOf(binding: Binding, type: number, value: unknown): Attribute {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { type: value as number };
    case binding.TF_ATTR_STRING:
      return { string: value as string };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { ints: value as number[] } : { int: value as number };
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { floats: value as number[] } : { float: value as number };
    case binding.TF_ATTR_BOOL:
      return Array.isArray(value) ? { bools: value as boolean[] } : { bool: Boolean(value) };
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    default:
      throw new Error(`Attributes of type ${type} cannot be traced.`);
  }
}
