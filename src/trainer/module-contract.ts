// The contract of a user's module: results that its functions must return, and sources they must not use.
import type { Splits } from '../lab/kinds';
import type { Tensor } from '../lab/tf';
import type { ModuleGuard } from './engine/module-guard';
import type { Unrepeatable } from './engine/unrepeatable';
import { filesSchema, layersSchema, required, shapeSchema, withSums } from './module-schemas';
import { explain, isComplete, ModuleMistake } from './module-mistake';

type Call = (...args: never[]) => unknown;

/** One function of a module: the sources it must not use, and the check of its result. */
interface Part {
  readonly refused: readonly Unrepeatable[];
  /** @throws {ModuleMistake} from `wrong`, if the result is invalid. */
  check(result: unknown, args: readonly unknown[], wrong: Wrong, at: At): void;
}

interface At {
  /** Module and function, as messages name them. */
  readonly said: string;
  /** The width of a model's last layer, if known. */
  readonly outputs: number | undefined;
}

/** Builds the error from the expected result of the function and, if given, the actual one. */
type Wrong = (wanted: string, what?: string) => ModuleMistake;

/** Every iteration's numbers depend only on arguments. Functions that are called once may read the clock. */
const NOTHING: readonly Unrepeatable[] = ['chance', 'clock'];

const PARTS: Readonly<Record<string, Part>> = {
  layers: {
    refused: ['chance'],
    check: (result, _, wrong) => required('layers', layersSchema, result, wrong),
  },
  shape: { refused: ['chance'], check: (result, _, wrong) => required('shape', shapeSchema, result, wrong) },
  files: {
    refused: ['chance'],
    check(result, _, wrong, { said }) {
      required('files', filesSchema, result, wrong);
      withSums(said, result);
    },
  },
  read: { refused: ['chance'], check: (result, _, wrong) => splits(result, wrong) },
  forward: {
    refused: NOTHING,
    check(result, [, , x], wrong, { outputs }) {
      const [batch] = (x as Tensor).shape;
      const size = outputs === undefined ? 'outputs' : String(outputs);
      const isRight =
        isTensor(result) &&
        !result.isDisposed &&
        result.dtype === 'float32' &&
        result.shape.length === 2 &&
        result.shape[0] === batch &&
        (outputs === undefined || result.shape[1] === outputs);
      if (!isRight)
        throw wrong(
          `a tensor of type float32 and shape [${String(batch)}, ${size}]: one row of outputs per example`,
        );
    },
  },
  loss: { refused: NOTHING, check: (result, _, wrong) => scalar(result, wrong) },
  accuracy: { refused: NOTHING, check: (result, _, wrong) => scalar(result, wrong) },
};

/**
 * Wraps a module in checks of every call. Errors and wrong results name the module and the function.
 *
 * @param outputs The width of a model's last layer, if known.
 */
export function held<M extends object>(file: string, entry: M, guard: ModuleGuard, outputs?: number): M {
  const parts = Object.entries(PARTS).flatMap(([name, part]) => {
    const call: unknown = Reflect.get(entry, name);
    return typeof call === 'function' ? [[name, holdPart(`${file}: ${name}(…)`, part, call as Call)]] : [];
  });
  const own = Object.fromEntries(parts) as Readonly<Record<string, Call>>;
  return new Proxy(entry, {
    get: (target, name) => (typeof name === 'string' && own[name]) || (Reflect.get(target, name) as unknown),
  });

  function holdPart(said: string, { refused, check }: Part, call: Call): Call {
    return (...args: never[]) => {
      let result: unknown;
      try {
        result = guard.during(said, refused, () => Reflect.apply(call, entry, args) as unknown);
      } catch (error) {
        throw isComplete(error)
          ? error
          : new ModuleMistake(`${said} fails: ${explain(error)}`, { cause: error });
      }
      if (result instanceof Promise) result.catch(() => undefined);
      check(
        result,
        args,
        (wanted, what = shown(result)) => new ModuleMistake(`${said} returned ${what}; expected ${wanted}.`),
        { said, outputs },
      );
      return result;
    };
  }
}

/** Accepts tensors of any copy of tfjs. */
const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'dataId' in value && 'dtype' in value && 'shape' in value;

function scalar(result: unknown, wrong: Wrong): void {
  if (!isTensor(result) || result.isDisposed || result.shape.length > 0 || result.dtype !== 'float32')
    throw wrong('a float32 scalar: the mean over the batch');
}

const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly (keyof Splits)[];

function splits(result: unknown, wrong: Wrong): void {
  const wanted =
    '{ train, validation, test }, each { count, inputs: Float32Array, labels: Int32Array } with all examples concatenated';
  if (typeof result !== 'object' || result === null || result instanceof Promise) throw wrong(wanted);
  for (const name of SPLITS) {
    const split: unknown = Reflect.get(result, name);
    if (typeof split !== 'object' || split === null) throw wrong(wanted, `${shown(split)} as ${name}`);
    const { count, inputs, labels } = split as Readonly<Record<string, unknown>>;
    if (!Number.isInteger(count)) throw wrong(wanted, `${shown(count)} as ${name}.count`);
    for (const [key, list] of Object.entries({ inputs, labels })) {
      if (!Array.isArray(list) && !(ArrayBuffer.isView(list) && 'length' in list))
        throw wrong(wanted, `${shown(list)} as ${name}.${key}`);
    }
  }
}

/** A value as a message names it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (isTensor(value))
    return value.isDisposed
      ? 'a disposed tensor'
      : `a tensor of type ${value.dtype} and shape [${value.shape.join(', ')}]`;
  if (value instanceof Promise) return 'a Promise (is it an async function?)';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object')
    return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing'}`;
  return `a ${typeof value}`;
}
