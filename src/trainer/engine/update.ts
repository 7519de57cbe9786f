// Extracts the update from a traced iteration: masks and optimizer, the elementwise ops at the end that only the next
// state depends on. Compiled as one function it makes one or two passes over the weights; op by op it makes one pass
// per op.
import type { GraphFunction, GraphNode } from './graph';
import { ELEMENTWISE } from './elementwise';
import type { Binding } from './node-backend';
import { nameInside, nodesOf } from './nodes';
import type { ArrayType, Trace, Source } from './trace';

/** Ops of a trace as a separate function. */
export interface Update {
  has(op: number): boolean;
  /** The call node for the outer function, where `nameOf` names its inputs. */
  call(nameOf: (source: Source) => string): GraphNode;
  /** The name of one of its outputs in the outer function. */
  nameOf(source: Source): string;
  readonly definition: GraphFunction;
}

const NAME = 'update';
/** With fewer elements, the call costs more than the passes it saves. */
const WORTH_A_CALL = 10_000;

/** The update of a trace; undefined if it is too small. */
export function updateOf(binding: Binding, trace: Trace, state: readonly string[]): Update | undefined {
  const ends = [
    ...new Set(
      state.flatMap((name) => {
        const source = trace.outputs.get(name)?.source;
        return source && 'op' in source ? [source.op] : [];
      }),
    ),
  ];
  const ops = updateOps(trace, new Set(ends));
  const isLarge = (op: number): boolean =>
    (trace.ops[op]?.outputs[0]?.shape.reduce((size, length) => size * length, 1) ?? 0) >= WORTH_A_CALL;
  if (![...ops].some(isLarge)) return undefined;

  const outside: Source[] = [];
  const argument = (source: Source): string => {
    const key = JSON.stringify(source);
    const known = outside.findIndex((one) => JSON.stringify(one) === key);
    return `in${known >= 0 ? known : outside.push(source) - 1}`;
  };
  const isInside = (source: Source): source is Exclude<Source, { readonly input: string }> =>
    'constant' in source || ('op' in source && ops.has(source.op));
  const nodes = nodesOf(
    binding,
    trace,
    (op) => ops.has(op),
    (source) => (isInside(source) ? nameInside(trace, source) : argument(source)),
  );
  const results = ends.filter((op) => ops.has(op));
  const typeOf = (source: Source): ArrayType | undefined =>
    'input' in source
      ? trace.inputs.get(source.input)
      : 'op' in source
        ? trace.ops[source.op]?.outputs[source.output]
        : trace.constants[source.constant];
  const definition: GraphFunction = {
    name: 'compiled_update',
    inputs: outside.map((source, i) => ({ name: `in${i}`, dtype: typeOf(source)?.dtype ?? 0 })),
    nodes,
    outputs: results.map((op, i) => ({
      name: `out${i}`,
      dtype: trace.ops[op]?.outputs[0]?.dtype ?? 0,
      from: nameInside(trace, { op, output: 0 }),
    })),
    attributes: { _XlaMustCompile: { bool: true } },
  };
  return {
    definition,
    has: (op) => ops.has(op),
    nameOf: (source) => `${NAME}:output:${'op' in source ? results.indexOf(source.op) : -1}`,
    call: (nameOf) => ({
      name: NAME,
      op: 'StatefulPartitionedCall',
      inputs: outside.map(nameOf),
      attributes: {
        Tin: { types: definition.inputs.map(({ dtype }) => dtype) },
        Tout: { types: definition.outputs.map(({ dtype }) => dtype) },
        f: { function: definition.name },
        _XlaMustCompile: { bool: true },
      },
    }),
  };
}

/** Elementwise ops whose results are read only by each other and by the next state. */
function updateOps({ ops }: Trace, ends: ReadonlySet<number>): ReadonlySet<number> {
  const readers = new Map<number, number[]>();
  ops.forEach(({ inputs }, i) => {
    for (const source of inputs)
      if ('op' in source) readers.set(source.op, [...(readers.get(source.op) ?? []), i]);
  });
  const found = new Set<number>();
  for (let i = ops.length - 1; i >= 0; i--) {
    const read = readers.get(i) ?? [];
    if (!ELEMENTWISE.has(ops[i]?.name ?? '') || (!ends.has(i) && read.length === 0)) continue;
    if (read.every((reader) => found.has(reader))) found.add(i);
  }
  return found;
}
