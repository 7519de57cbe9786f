// Recording: the ops that some tfjs code hands to TensorFlow, and how they hang together.
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

/** What an array is, whatever is in it. */
export interface ArrayType {
  /** TensorFlow's number. */
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** Where an op's input comes from. */
export type Source =
  | { readonly input: string }
  | { readonly constant: number }
  | { readonly op: number; readonly output: number };

export interface RecordedOp {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly Source[];
  readonly outputs: readonly ArrayType[];
}

export interface Recording {
  readonly inputs: ReadonlyMap<string, ArrayType>;
  /** In the order they ran. */
  readonly ops: readonly RecordedOp[];
  /** Arrays born in the code itself, the same in every call. */
  readonly constants: readonly (ArrayType & { readonly values: Values })[];
  readonly outputs: ReadonlyMap<string, ArrayType & { readonly source: Source }>;
}

/** The code does what no recording can hold. The message names the op and the code's line. */
export class NotRecordableError extends Error {}

export type Recordable = (inputs: TensorMap) => TensorMap;

/**
 * Runs `code` on each of `examples` and records it.
 *
 * The examples must be of the same types and should differ in their values: an op, an attribute or a constant that is
 * not the same for both depends on values, on the time, or on chance, and cannot be repeated.
 *
 * @throws {NotRecordableError}
 */
export function record(tf: Tf, code: Recordable, examples: readonly [TensorMap, TensorMap]): Recording {
  const [first, second] = examples.map((inputs) => recordOnce(tf, code, inputs)) as [Draft, Draft];
  mustBeSame(first, second);
  return used(first);
}

interface Draft extends Recording {
  /** By op: how it came to be called. */
  readonly stacks: readonly (readonly Caller[])[];
}

/** Ops whose outputs' shape follows from values. */
const SHAPE_OF_VALUES = /^(Where|Unique|UniqueV2|NonMaxSuppression.*|SparseFillEmptyRows|ListDiff)$/;

function recordOnce(tf: Tf, code: Recordable, examples: TensorMap): Draft {
  const backend = nodeBackend(tf);
  const real = backend.binding;
  const sources = new Map<number, Source>();
  const inputs = new Map<string, ArrayType>();
  const ops: RecordedOp[] = [];
  const stacks: (readonly Caller[])[] = [];
  const constants: (ArrayType & { values: Values })[] = [];

  let refused: NotRecordableError | undefined;
  const refuse = (what: string): never => {
    refused ??= new NotRecordableError(`${what}${lineOf(callers())}`);
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
      return refuse(`${name} gives something else each time; draw from the counter instead`);
    if (SHAPE_OF_VALUES.test(name)) return refuse(`The shape of what ${name} gives depends on values`);
    const from = ids.map(
      (id) =>
        sources.get(id) ??
        refuse(`${name} reads an array that is neither an input nor was made by the recorded code`),
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
  // The addon's own functions cannot be assigned to.
  const recording = Object.create(real, {
    executeOp: { value: executeOp },
    createTensor: { value: createTensor },
  }) as Binding;

  return inScope(tf, () => {
    const own: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(examples)) {
      // A handle of its own for each: two inputs may be the same array now, and others later.
      const [copy] = backend.getInputTensorIds([tensor]).flatMap((id) => {
        const attributes = [{ name: 'T', type: real.TF_ATTR_TYPE, value: dtypeOf(tensor) }];
        return real.executeOp('Identity', attributes, [id], 1);
      });
      if (!copy) throw new Error(`There is no array ${name}.`);
      own[name] = backend.createOutputTensor(copy);
      sources.set(copy.id, { input: name });
      inputs.set(name, { dtype: copy.dtype, shape: tensor.shape });
    }
    const permit = forbid(tf, refuse);
    backend.binding = recording;
    try {
      const results = code(own);
      const outputs = new Map(
        Object.entries(results).map(([name, tensor]) => {
          // Code in JavaScript, or that waits for something, may give anything.
          const [id = -1] =
            (tensor as unknown) instanceof tf.Tensor ? backend.getInputTensorIds([tensor]) : [];
          const source = sources.get(id);
          if (!source)
            throw new NotRecordableError(`The code gives no ${title(name)} that it has made itself.`);
          return [name, { source, dtype: dtypeOf(tensor), shape: tensor.shape }];
        }),
      );
      // The code may have caught what was thrown, or not have waited for it.
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

/** Names of the engine's own begin with a character that none of the code's has. */
const title = (name: string): string => name.replace('\0', '');

/** Calls `action`, disposes of what it made, and returns what it gives: `tf.tidy` for what is no array. */
export function inScope<T>(tf: Tf, action: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return action();
  } finally {
    engine.endScope();
  }
}

/** @throws {NotRecordableError} naming the first op that differs or reads something which does, or else the result. */
function mustBeSame(first: Draft, second: Draft): void {
  const describe = ({ inputs, ...op }: RecordedOp, { constants }: Draft): string =>
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
    throw new NotRecordableError(
      `${(one ?? other)?.name ?? ''} is not called in the same way for every batch: it depends on values, on the time ` +
        `or on chance${lineOf(first.stacks[i] ?? second.stacks[i] ?? [])}`,
    );
  }
  for (const [name, output] of first.outputs) {
    if (JSON.stringify(output) !== JSON.stringify(second.outputs.get(name)))
      throw new NotRecordableError(`${title(name)} is not made in the same way for every batch.`);
  }
}

/** The part of a recording that its outputs need. */
function used({ inputs, ops, constants, outputs }: Recording): Recording {
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
