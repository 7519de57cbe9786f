// Turns a traced iteration into a graph that repeats it: a `StatelessWhile` over row number, inputs, state and
// constants.
import type { Attributes, Graph, GraphFunction, GraphNode } from './graph';
import { DTYPE, type Binding } from './node-backend';
import { nameInside, nodesOf, type NameOf } from './nodes';
import { outputName } from './op-outputs';
import { NotTraceableError, type ArrayType, type Trace } from './trace';
import { updateOf, type Update } from './update';

/** Names of the loop's own arrays; no array of an iteration can have such a name. */
export const LOOP = {
  row: '\0row',
  count: '\0count',
  first: '\0first',
  batches: '\0batches',
  scalars: '\0scalars',
  losses: '\0losses',
} as const;

/** Traced inputs that change from row to row; all others are state or constants. */
export const ROW_INPUTS = {
  batch: '\0batch',
  counter: '\0counter',
  scalar: (name: string): string => `\0scalar ${name}`,
} as const;

/** The traced output that holds the loss. */
export const LOSS = '\0loss';

export interface LoopShape {
  /** Maximum rows per call. */
  readonly rows: number;
  /** In the order of their columns. */
  readonly scalars: readonly string[];
  /** State arrays, in order. */
  readonly state: readonly string[];
  readonly constants: readonly string[];
}

/** A loop's graph, with the names of its inputs and outputs. */
export interface Loop {
  readonly graph: Graph;
  /** By array name, in the order of the graph's inputs: `LOOP`'s, state, constants. */
  readonly inputs: ReadonlyMap<string, ArrayType>;
  /** Node names to feed and fetch, in the session's format. */
  readonly feeds: string;
  readonly fetches: string;
}

/** The part of a loop that XLA compiles; the rest runs op by op. */
export type Compiled = 'nothing' | 'update' | 'all';

export function loopGraph(binding: Binding, trace: Trace, shape: LoopShape, compiled: Compiled): Loop {
  const typeOf = (name: string): ArrayType => {
    const type = trace.inputs.get(name);
    if (!type) throw new Error(`The trace has no input ${name}.`);
    return type;
  };
  const { rows, scalars, state, constants } = shape;
  const isCompiled = compiled === 'all';
  // TensorFlow does not optimize a while loop inside a function. Lowered into the graph, its convolutions go to oneDNN.
  const inline = isCompiled ? {} : { _lower_using_switch_merge: { bool: true } };
  for (const name of state) mustStay(name, typeOf(name), trace.outputs.get(name));
  const batch = typeOf(ROW_INPUTS.batch);
  // A scalar of one network is a vector for a batch of networks.
  const counter = typeOf(ROW_INPUTS.counter);
  const own: [string, ArrayType][] = [
    [LOOP.row, { dtype: DTYPE.int32, shape: [] }],
    [LOOP.count, { dtype: DTYPE.int32, shape: [] }],
    [LOOP.first, counter],
    [LOOP.batches, { dtype: DTYPE.int32, shape: [rows, ...batch.shape] }],
    [LOOP.scalars, { dtype: DTYPE.float32, shape: [rows, scalars.length, ...counter.shape] }],
    [LOOP.losses, { dtype: DTYPE.float32, shape: [rows, ...counter.shape] }],
  ];
  const inputs = new Map([...own, ...[...state, ...constants].map((name) => [name, typeOf(name)] as const)]);
  const names = new Map([...inputs.keys()].map((name, i) => [name, `a${i}`]));
  const argument = (name: string): string => names.get(name) ?? '';
  const types = [...inputs.values()].map(({ dtype }) => dtype);
  const args = [...inputs].map(([name, { dtype }]) => ({ name: argument(name), dtype }));

  const condition: GraphFunction = {
    name: 'goes_on',
    inputs: args,
    nodes: [
      {
        name: 'less',
        op: 'Less',
        inputs: [argument(LOOP.row), argument(LOOP.count)],
        attributes: { T: { type: DTYPE.int32 } },
      },
    ],
    outputs: [{ name: 'goes_on', dtype: DTYPE.bool, from: 'less:z:0' }],
  };
  const update = compiled === 'update' ? updateOf(binding, trace, state) : undefined;
  const body = bodyFunction(binding, trace, shape, inputs, argument, update);
  const loop: GraphFunction = {
    name: 'train',
    inputs: args,
    nodes: [
      {
        name: 'loop',
        op: 'StatelessWhile',
        inputs: args.map(({ name }) => name),
        attributes: {
          T: { types },
          cond: { function: condition.name },
          body: { function: body.name },
          ...inline,
        },
      },
    ],
    outputs: [LOOP.losses, ...state].map((name) => ({
      name: `${argument(name)}_out`,
      dtype: inputs.get(name)?.dtype ?? 0,
      from: `loop:output:${[...inputs.keys()].indexOf(name)}`,
    })),
    ...(isCompiled && { attributes: { _XlaMustCompile: { bool: true } } }),
  };
  const main: GraphNode[] = [
    ...[...inputs].map(([name, { dtype, shape }]) => ({
      name: argument(name),
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype: { type: dtype }, shape: { shape } },
    })),
    {
      name: 'call',
      op: 'StatefulPartitionedCall',
      inputs: args.map(({ name }) => name),
      attributes: {
        Tin: { types },
        Tout: { types: loop.outputs.map(({ dtype }) => dtype) },
        f: { function: loop.name },
        ...inline,
        ...(isCompiled && { _XlaMustCompile: { bool: true } }),
      },
    },
  ];
  return {
    graph: { nodes: main, functions: [condition, body, loop, ...(update ? [update.definition] : [])] },
    inputs,
    feeds: args.map(({ name }) => `${name}:0`).join(','),
    fetches: loop.outputs.map((_, i) => `call:${i}`).join(','),
  };
}

/** @throws {NotTraceableError} if a state array changes its type or shape. */
function mustStay(name: string, before: ArrayType, after: ArrayType | undefined): void {
  const text = ({ dtype, shape }: ArrayType): string =>
    `${Object.entries(DTYPE).find(([, number]) => number === dtype)?.[0] ?? ''}[${shape.join(',')}]`;
  if (!after) throw new NotTraceableError(`The iteration returns no ${name}.`);
  if (text(before) !== text(after))
    throw new NotTraceableError(
      `${name} is ${text(before)} before an iteration and ${text(after)} after it.`,
    );
}

function bodyFunction(
  binding: Binding,
  trace: Trace,
  { scalars, state }: LoopShape,
  inputs: ReadonlyMap<string, ArrayType>,
  argument: (name: string) => string,
  update: Update | undefined,
): GraphFunction {
  const nodes: GraphNode[] = [];
  const add = (name: string, op: string, from: readonly string[], attributes: Attributes): string => {
    nodes.push({ name, op, inputs: from, attributes });
    return `${name}:${outputName(op, 0)}`;
  };
  const ints = (name: string, shape: readonly number[], ...values: readonly number[]): string =>
    add(name, 'Const', [], {
      dtype: { type: DTYPE.int32 },
      value: { tensor: { dtype: DTYPE.int32, shape, values: Int32Array.from(values) } },
    });
  const row = argument(LOOP.row);
  const zero = ints('zero', [], 0);
  const ofRow = (name: string, table: string, dtype: number): string =>
    add(name, 'GatherV2', [argument(table), row, zero], {
      Tparams: { type: dtype },
      Tindices: { type: DTYPE.int32 },
      Taxis: { type: DTYPE.int32 },
    });
  const sum = (name: string, one: string, other: string): string =>
    add(name, 'AddV2', [one, other], { T: { type: DTYPE.int32 } });

  const values = new Map<string, string>([
    [ROW_INPUTS.batch, ofRow('batch', LOOP.batches, DTYPE.int32)],
    [ROW_INPUTS.counter, sum('counter', argument(LOOP.first), row)],
  ]);
  if (scalars.length > 0) {
    const numbers = ofRow('numbers', LOOP.scalars, DTYPE.float32);
    add('scalars', 'Unpack', [numbers], {
      T: { type: DTYPE.float32 },
      num: { int: scalars.length },
      axis: { int: 0 },
    });
    scalars.forEach((name, i) => values.set(ROW_INPUTS.scalar(name), `scalars:${outputName('Unpack', i)}`));
  }
  for (const name of inputs.keys()) if (!values.has(name)) values.set(name, argument(name));

  const from: NameOf = (source) => {
    if ('input' in source) return values.get(source.input) ?? '';
    return 'op' in source && update?.has(source.op) ? update.nameOf(source) : nameInside(trace, source);
  };
  const results = [...trace.outputs.values()].map(({ source }) => source);
  nodes.push(...nodesOf(binding, trace, (op) => !update?.has(op), from, results));
  if (update) nodes.push(update.call(from));

  const output = (name: string): string => {
    const result = trace.outputs.get(name);
    if (!result) throw new Error(`The iteration returns no ${name}.`);
    return from(result.source);
  };
  const reshape = (name: string, what: string, dtype: number, shape: readonly number[]): string =>
    add(name, 'Reshape', [what, ints(`${name}_shape`, [shape.length], ...shape)], {
      T: { type: dtype },
      Tshape: { type: DTYPE.int32 },
    });
  const next = new Map<string, string>([
    [LOOP.row, sum('next_row', row, ints('one', [], 1))],
    [
      LOOP.losses,
      add(
        'losses',
        'TensorScatterUpdate',
        [
          argument(LOOP.losses),
          reshape('loss_place', row, DTYPE.int32, [1, 1]),
          reshape('loss', output(LOSS), DTYPE.float32, [1, ...(trace.outputs.get(LOSS)?.shape ?? [])]),
        ],
        { T: { type: DTYPE.float32 }, Tindices: { type: DTYPE.int32 } },
      ),
    ],
    ...state.map((name) => [name, output(name)] as const),
  ]);
  return {
    name: 'iteration',
    inputs: [...inputs].map(([name, { dtype }]) => ({ name: argument(name), dtype })),
    nodes,
    outputs: [...inputs].map(([name, { dtype }]) => ({
      name: `${argument(name)}_next`,
      dtype,
      from: next.get(name) ?? argument(name),
    })),
  };
}
