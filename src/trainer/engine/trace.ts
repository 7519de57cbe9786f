// Traces tfjs code: the ops it sends to TensorFlow, and how they depend on each other.
import type { Tensor, TensorMap, Tf } from '../../lab/tf';
import { forbid } from './forbid';
import { callers, lineOf, type Caller } from './lab-line';
import {
  dtypeOf,
  nodeBackend,
  type Binding,
  type Handle,
  type OpAttribute,
  type Values,
} from './node-backend';
import { opOutputs } from './op-outputs';

/** Type and shape of an array. */
export interface ArrayType {
  /** TensorFlow's dtype number. */
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** The source of an op's input. */
export type Source =
  | { readonly input: string }
  | { readonly constant: number }
  | { readonly op: number; readonly output: number };

export interface TracedOp {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly Source[];
  readonly outputs: readonly ArrayType[];
}

export interface Trace {
  readonly inputs: ReadonlyMap<string, ArrayType>;
  /** In execution order. */
  readonly ops: readonly TracedOp[];
  /** Arrays created by the code itself, the same in every call. */
  readonly constants: readonly (ArrayType & { readonly values: Values })[];
  readonly outputs: ReadonlyMap<string, ArrayType & { readonly source: Source }>;
}

/** The code cannot be traced. The message names the op and the line. */
export class NotTraceableError extends Error {}

export type Traceable = (inputs: TensorMap) => TensorMap;

/**
 * Runs `code` on each of `examples` and traces it.
 *
 * The examples must have the same types and should have different values. An op, attribute or constant that differs
 * between them depends on values, the clock or randomness, and cannot be repeated.
 *
 * @throws {NotTraceableError}
 */
export function traceOf(tf: Tf, code: Traceable, examples: readonly [TensorMap, TensorMap]): Trace {
  const [first, second] = examples.map((inputs) => traceOnce(tf, code, inputs)) as [Draft, Draft];
  mustBeSame(first, second);
  return used(first);
}

interface Draft extends Trace {
  /** The call stack of each op. */
  readonly stacks: readonly (readonly Caller[])[];
}

/** Ops whose output shape depends on values. */
const SHAPE_OF_VALUES = /^(Where|Unique|UniqueV2|NonMaxSuppression.*|SparseFillEmptyRows|ListDiff)$/;

function traceOnce(tf: Tf, code: Traceable, examples: TensorMap): Draft {
  const backend = nodeBackend(tf);
  const real = backend.binding;
  const sources = new Map<number, Source>();
  const inputs = new Map<string, ArrayType>();
  const ops: TracedOp[] = [];
  const stacks: (readonly Caller[])[] = [];
  const constants: (ArrayType & { values: Values })[] = [];

  let refused: NotTraceableError | undefined;
  const refuse = (what: string): never => {
    refused ??= new NotTraceableError(`${what}${lineOf(callers())}`);
    throw refused;
  };
  const executeOp = (
    name: string,
    attributes: OpAttribute[],
    ids: number[],
    outputCount: number,
  ): Handle[] => {
    const known = opOutputs(name);
    if (!known) return refuse(`The engine does not know the op ${name}`);
    if (known.isStateful)
      return refuse(`${name} returns a different value on each call; draw from the counter instead`);
    if (SHAPE_OF_VALUES.test(name)) return refuse(`The output shape of ${name} depends on values`);
    const from = ids.map(
      (id) =>
        sources.get(id) ??
        refuse(`${name} reads a tensor that is neither an input nor made by the traced code`),
    );
    const results = real.executeOp(name, attributes, ids, outputCount);
    results.forEach(({ id }, output) => sources.set(id, { op: ops.length, output }));
    const outputs = results.map(({ dtype, shape }) => ({ dtype, shape }));
    ops.push({ name, attributes, inputs: from, outputs });
    stacks.push(callers());
    return results;
  };
  const createTensor = (shape: number[], dtype: number, values: Values): number => {
    const id = real.createTensor(shape, dtype, values);
    sources.set(id, { constant: constants.length });
    constants.push({ shape, dtype, values: values.slice() });
    return id;
  };
  // The addon's own functions cannot be reassigned.
  const tracer = Object.create(real, {
    executeOp: { value: executeOp },
    createTensor: { value: createTensor },
  }) as Binding;

  return inScope(tf, () => {
    const own: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(examples)) {
      // A separate handle for each: two inputs may be the same array now, and different ones later.
      const [copy] = backend.getInputTensorIds([tensor]).flatMap((id) => {
        const attributes = [{ name: 'T', type: real.TF_ATTR_TYPE, value: dtypeOf(tensor) }];
        return real.executeOp('Identity', attributes, [id], 1);
      });
      if (!copy) throw new Error(`TensorFlow returned no copy of ${name}.`);
      own[name] = backend.createOutputTensor(copy);
      sources.set(copy.id, { input: name });
      inputs.set(name, { dtype: copy.dtype, shape: tensor.shape });
    }
    const permit = forbid(tf, refuse);
    backend.binding = tracer;
    try {
      const results = code(own);
      const outputs = new Map(
        Object.entries(results).map(([name, tensor]) => {
          // JavaScript code, or async code, may return anything.
          const [id = -1] =
            (tensor as unknown) instanceof tf.Tensor ? backend.getInputTensorIds([tensor]) : [];
          const source = sources.get(id);
          if (!source)
            throw new NotTraceableError(`The code returns a ${title(name)} that it did not compute.`);
          return [name, { source, dtype: dtypeOf(tensor), shape: tensor.shape }];
        }),
      );
      // The code may have caught the error, or not awaited it.
      if (refused) throw refused;
      return { inputs, ops, constants, outputs, stacks };
    } catch (error) {
      throw refused ?? error;
    } finally {
      backend.binding = real;
      permit();
    }
  });
}

/** The engine's own names begin with a character that no name in the code has. */
const title = (name: string): string => name.replace('\0', '');

/**
 * Calls `action`, disposes of the tensors it made, and returns its result: `tf.tidy` for results that are not tensors.
 */
export function inScope<T>(tf: Tf, action: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return action();
  } finally {
    engine.endScope();
  }
}

/** @throws {NotTraceableError} naming the first op that differs or whose input differs, or else the result. */
function mustBeSame(first: Draft, second: Draft): void {
  const describe = ({ inputs, ...op }: TracedOp, { constants }: Draft): string =>
    JSON.stringify([
      op,
      inputs.map((source) => {
        const constant = 'constant' in source ? constants[source.constant] : undefined;
        return constant
          ? [constant.dtype, constant.shape, Buffer.from(constant.values.buffer).toString('base64')]
          : source;
      }),
    ]);
  const length = Math.max(first.ops.length, second.ops.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [first.ops[i], second.ops[i]];
    if (one && other && describe(one, first) === describe(other, second)) continue;
    throw new NotTraceableError(
      `${(one ?? other)?.name ?? ''} is not called the same way for every batch: it depends on values, the clock ` +
        `or randomness${lineOf(first.stacks[i] ?? second.stacks[i] ?? [])}`,
    );
  }
  for (const [name, output] of first.outputs) {
    if (JSON.stringify(output) !== JSON.stringify(second.outputs.get(name)))
      throw new NotTraceableError(`${title(name)} is not computed the same way for every batch.`);
  }
}

/** The part of a trace that its outputs need. */
function used({ inputs, ops, constants, outputs }: Trace): Trace {
  const needed = new Set<number>();
  const need = (source: Source): void => {
    if (!('op' in source) || needed.has(source.op)) return;
    needed.add(source.op);
    ops[source.op]?.inputs.forEach(need);
  };
  for (const { source } of outputs.values()) need(source);
  const kept = ops.flatMap((op, i) => (needed.has(i) ? [{ op, i }] : []));
  const place = new Map(kept.map(({ i }, at) => [i, at]));
  const moved = (source: Source): Source =>
    'op' in source ? { op: place.get(source.op) ?? -1, output: source.output } : source;
  return {
    inputs,
    constants,
    ops: kept.map(({ op }) => ({ ...op, inputs: op.inputs.map(moved) })),
    outputs: new Map(
      [...outputs].map(([name, output]) => [name, { ...output, source: moved(output.source) }]),
    ),
  };
}
