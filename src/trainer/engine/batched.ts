// Batches several networks into one program: turns the trace of one iteration into that of `count` networks, as JAX's
// vmap does. Arrays that differ between networks get a leading network axis. Each op has a batching rule; an op without
// one is called once per network.
import { ELEMENTWISE } from './elementwise';
import { DTYPE, type Binding, type OpAttribute, type Values } from './node-backend';
import type { ArrayType, TracedOp, Trace, Source } from './trace';

/** An array: one per network, [count, …shape], or shared by all, [shape]. */
interface Value extends ArrayType {
  readonly source: Source;
  readonly isOwn: boolean;
}

/** Batches a trace over `count` networks; `isOwn` selects the inputs that differ between networks. */
export function batched(
  binding: Binding,
  trace: Trace,
  count: number,
  isOwn: (input: string) => boolean,
): Trace {
  const at = new Writer(binding, trace, count);
  const made: Value[][] = [];
  const valueOf = (source: Source): Value => {
    if ('op' in source) return made[source.op]?.[source.output] as Value;
    if ('constant' in source)
      return { ...(trace.constants[source.constant] as ArrayType), source, isOwn: false };
    return { ...(trace.inputs.get(source.input) as ArrayType), source, isOwn: isOwn(source.input) };
  };
  for (const op of trace.ops) {
    const inputs = op.inputs.map(valueOf);
    const isAnyOwn = inputs.some((input) => input.isOwn);
    const results = isAnyOwn
      ? (RULES.get(op.name)?.(op, inputs, at) ?? forEach(op, inputs, at))
      : at.add(
          op.name,
          op.attributes,
          op.inputs.map(valueOf).map(({ source }) => source),
          op.outputs,
        );
    made.push(op.outputs.map((type, i) => ({ ...type, source: results[i] as Source, isOwn: isAnyOwn })));
  }
  const own = <T extends ArrayType>(array: T): T => ({ ...array, shape: [count, ...array.shape] });
  return {
    inputs: new Map([...trace.inputs].map(([name, type]) => [name, isOwn(name) ? own(type) : type])),
    ops: at.ops,
    constants: at.constants,
    // A result shared by all is copied for each network.
    outputs: new Map(
      [...trace.outputs].map(([name, output]) => [
        name,
        own({ ...output, source: at.owned(valueOf(output.source)) }),
      ]),
    ),
  };
}

/** Collects ops and constants. */
class Writer {
  readonly ops: TracedOp[] = [];
  readonly constants: (ArrayType & { readonly values: Values })[];

  constructor(
    readonly binding: Binding,
    private readonly trace: Trace,
    readonly count: number,
  ) {
    this.constants = [...trace.constants];
  }

  /** Adds an op and returns its results. */
  add(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Source[],
    outputs: readonly ArrayType[],
  ): readonly Source[] {
    const op = this.ops.push({ name, attributes, inputs, outputs }) - 1;
    return outputs.map((_, output) => ({ op, output }));
  }

  one(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Source[],
    output: ArrayType,
  ): Source {
    return this.add(name, attributes, inputs, [output])[0] as Source;
  }

  type(name: string, value: number): OpAttribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value };
  }

  int(name: string, value: number): OpAttribute {
    return { name, type: this.binding.TF_ATTR_INT, value };
  }

  bool(name: string, value: boolean): OpAttribute {
    return { name, type: this.binding.TF_ATTR_BOOL, value };
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): Source {
    const constant = this.constants.push({ dtype: DTYPE.int32, shape, values: Int32Array.from(values) }) - 1;
    return { constant };
  }

  /** The values of a constant; undefined for any other value. */
  numbers({ source }: Value): readonly number[] | undefined {
    const constant = 'constant' in source ? this.trace.constants[source.constant] : undefined;
    return constant && [...constant.values];
  }

  /** The array's shape in the batched program. */
  shape({ isOwn, shape }: Pick<Value, 'isOwn' | 'shape'>): readonly number[] {
    return isOwn ? [this.count, ...shape] : shape;
  }

  reshape(source: Source, dtype: number, shape: readonly number[]): Source {
    const attributes = [this.type('T', dtype), this.type('Tshape', DTYPE.int32)];
    return this.one('Reshape', attributes, [source, this.ints(shape)], { dtype, shape });
  }

  /**
   * Adds axes of length 1 after the network axis, so that each network's array has `rank` axes and broadcasts as
   * before.
   */
  raised(value: Value, rank: number): Source {
    const { source, dtype, shape, isOwn } = value;
    if (!isOwn || shape.length >= rank) return source;
    return this.reshape(source, dtype, [this.count, ...ones(rank - shape.length), ...shape]);
  }

  broadcast(source: Source, dtype: number, shape: readonly number[]): Source {
    const attributes = [this.type('T', dtype), this.type('Tidx', DTYPE.int32)];
    return this.one('BroadcastTo', attributes, [source, this.ints(shape)], { dtype, shape });
  }

  /** The array with a network axis; copied if it is shared. */
  owned({ source, dtype, shape, isOwn }: Value): Source {
    return isOwn ? source : this.broadcast(source, dtype, [this.count, ...shape]);
  }
}

const ones = (length: number): readonly number[] => new Array<number>(length).fill(1);

/** Fallback for an op without a rule: calls the op once per network. */
function forEach(op: TracedOp, inputs: readonly Value[], at: Writer): readonly Source[] {
  const apart = inputs.map(({ source, dtype, shape, isOwn }) => {
    if (!isOwn) return new Array<Source>(at.count).fill(source);
    const attributes = [at.type('T', dtype), at.int('num', at.count), at.int('axis', 0)];
    return at.add('Unpack', attributes, [source], new Array<ArrayType>(at.count).fill({ dtype, shape }));
  });
  const results = Array.from({ length: at.count }, (_, network) =>
    at.add(
      op.name,
      op.attributes,
      apart.map((sources) => sources[network] as Source),
      op.outputs,
    ),
  );
  return op.outputs.map(({ dtype, shape }, output) =>
    at.one(
      'Pack',
      [at.type('T', dtype), at.int('N', at.count), at.int('axis', 0)],
      results.map((sources) => sources[output] as Source),
      { dtype, shape: [at.count, ...shape] },
    ),
  );
}

/**
 * Batching rule: the op's results for all networks, with a network axis, or undefined if the rule does not cover the
 * case.
 */
type Rule = (op: TracedOp, inputs: readonly Value[], at: Writer) => readonly Source[] | undefined;

const owned = ({ outputs }: TracedOp, { count }: Writer): readonly ArrayType[] =>
  outputs.map(({ dtype, shape }) => ({ dtype, shape: [count, ...shape] }));

const attribute = ({ attributes }: TracedOp, name: string): unknown =>
  attributes.find((one) => one.name === name)?.value;

const changed = (
  { attributes }: TracedOp,
  name: string,
  change: (value: number) => number,
): readonly OpAttribute[] =>
  attributes.map((one) => (one.name === name ? { ...one, value: change(one.value as number) } : one));

/** Maps an axis of one network's array to the batched array. */
const moved = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis) + 1;

/** For ops that broadcast: trailing axes keep their positions. */
const broadcasting =
  (name?: string): Rule =>
  (op, inputs, at) => {
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    const sources = inputs.map((input) => at.raised(input, rank));
    return at.add(name ?? op.name, op.attributes, sources, owned(op, at));
  };

/** For ops that need inputs of equal shape. */
const alike: Rule = (op, inputs, at) =>
  at.add(
    op.name,
    op.attributes,
    inputs.map((input) => at.owned(input)),
    owned(op, at),
  );

/** For ops whose second input is a list of axes. */
const alongAxes: Rule = (op, [array, axes], at) => {
  const numbers = axes && at.numbers(axes);
  if (!array || !numbers) return undefined;
  const all = numbers.map((axis) => moved(axis, array.shape.length));
  return at.add(op.name, op.attributes, [array.source, at.ints(all, axes.shape)], owned(op, at));
};

/** For ops that only change the shape. */
const shaping: Rule = (op, [array], at) => {
  const [to] = owned(op, at);
  return array && to && [at.reshape(array.source, to.dtype, to.shape)];
};

/** For ops with an array and constants that have one entry per axis; `before` is prepended to each constant. */
const forEachAxis =
  (...before: readonly (readonly number[])[]): Rule =>
  (op, [array, ...constants], at) => {
    const all = constants.map((constant, i) => {
      const numbers = at.numbers(constant);
      const front = before[i] ?? [];
      const [first = 0, ...rest] = constant.shape;
      return numbers && at.ints([...front, ...numbers], [first + 1, ...rest]);
    });
    if (!array?.isOwn || all.some((constant) => !constant)) return undefined;
    return at.add(op.name, op.attributes, [array.source, ...(all as Source[])], owned(op, at));
  };

/** For ops that process each image independently: concatenates the images of all networks. */
const imageByImage: Rule = (op, inputs, at) => {
  const fold = (shape: readonly number[]): readonly number[] => {
    const [images = 0, ...rest] = shape;
    return [at.count * images, ...rest];
  };
  const folded = inputs.map((input) => at.reshape(at.owned(input), input.dtype, fold(input.shape)));
  const types = op.outputs.map(({ dtype, shape }) => ({ dtype, shape: fold(shape) }));
  const results = at.add(op.name, op.attributes, folded, types);
  return owned(op, at).map(({ dtype, shape }, i) => at.reshape(results[i] as Source, dtype, shape));
};

const gather: Rule = (op, [array, indices, axis], at) => {
  const [along] = (axis && at.numbers(axis)) ?? [];
  if (!array || !indices || along === undefined || attribute(op, 'batch_dims') !== 0) return undefined;
  const sources = [array.source, indices.source];
  if (!array.isOwn)
    return along === 0
      ? at.add(op.name, op.attributes, [...sources, at.ints([0], [])], owned(op, at))
      : undefined;
  const attributes = changed(op, 'batch_dims', () => (indices.isOwn ? 1 : 0));
  const next = at.ints([moved(along, array.shape.length)], []);
  return at.add(op.name, attributes, [...sources, next], owned(op, at));
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...[...ELEMENTWISE].map((name): [string, Rule] => [name, broadcasting()]),
  // `Select` needs a condition of the same shape.
  ['Select', broadcasting('SelectV2')],
  ['BatchMatMulV2', broadcasting()],
  ['BatchMatMul', broadcasting('BatchMatMulV2')],
  ...['AddN', 'EluGrad', 'LeakyReluGrad', 'ReluGrad', 'Relu6Grad', 'SeluGrad'].map((name): [string, Rule] => [
    name,
    alike,
  ]),
  ...['All', 'Any', 'ArgMax', 'ArgMin', 'Cumsum', 'Max', 'Mean', 'Min', 'Prod', 'Sum'].map(
    (name): [string, Rule] => [name, alongAxes],
  ),
  ...['Reshape', 'ExpandDims', 'Squeeze'].map((name): [string, Rule] => [name, shaping]),
  // Along the last axis.
  ...['LogSoftmax', 'Softmax'].map((name): [string, Rule] => [name, alike]),
  [
    'Transpose',
    (op, [array, order], at) => {
      const numbers = order && at.numbers(order);
      if (!array || !numbers) return undefined;
      return at.add(
        op.name,
        op.attributes,
        [array.source, at.ints([0, ...numbers.map((axis) => axis + 1)])],
        owned(op, at),
      );
    },
  ],
  [
    'BroadcastTo',
    (op, [array], at) => {
      const [to] = owned(op, at);
      return array && to && [at.broadcast(at.raised(array, to.shape.length - 1), to.dtype, to.shape)];
    },
  ],
  ['Tile', forEachAxis([1])],
  ['MirrorPad', forEachAxis([0, 0])],
  [
    'PadV2',
    (op, [array, amounts, filling], at) => {
      const numbers = amounts && at.numbers(amounts);
      if (!array?.isOwn || !numbers || !filling || filling.isOwn) return undefined;
      const all = at.ints([0, 0, ...numbers], [array.shape.length + 1, 2]);
      return at.add(op.name, op.attributes, [array.source, all, filling.source], owned(op, at));
    },
  ],
  [
    'Slice',
    (op, [array, begin, size], at) => {
      const [from, length] = [begin && at.numbers(begin), size && at.numbers(size)];
      if (!array?.isOwn || !from || !length) return undefined;
      const sources = [array.source, at.ints([0, ...from]), at.ints([at.count, ...length])];
      return at.add(op.name, op.attributes, sources, owned(op, at));
    },
  ],
  [
    'Pack',
    (op, inputs, at) => {
      const rank = inputs[0]?.shape.length ?? 0;
      const attributes = changed(op, 'axis', (axis) => moved(axis, rank + 1));
      const sources = inputs.map((input) => at.owned(input));
      return at.add(op.name, attributes, sources, owned(op, at));
    },
  ],
  [
    'ConcatV2',
    (op, inputs, at) => {
      const axis = inputs.at(-1);
      const [along] = (axis && at.numbers(axis)) ?? [];
      if (along === undefined) return undefined;
      const arrays = inputs.slice(0, -1);
      const next = at.ints([moved(along, arrays[0]?.shape.length ?? 0)], []);
      return at.add(op.name, op.attributes, [...arrays.map((one) => at.owned(one)), next], owned(op, at));
    },
  ],
  [
    'OneHot',
    (op, [indices, ...numbers], at) => {
      if (!indices?.isOwn || numbers.some(({ isOwn }) => isOwn)) return undefined;
      const attributes = changed(op, 'axis', (axis) => (axis < 0 ? axis : axis + 1));
      return at.add(
        op.name,
        attributes,
        [indices, ...numbers].map(({ source }) => source),
        owned(op, at),
      );
    },
  ],
  ['GatherV2', gather],
  ...['AvgPool', 'MaxPool', 'MaxPoolGrad'].map((name): [string, Rule] => [name, imageByImage]),
]);
