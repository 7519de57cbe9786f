// Checks splits: as many finite inputs as the shape requires, and labels that are valid classes.
import { inspect } from 'node:util';
import type { Split } from '../lab/kinds';
import { elements } from '../lab/lookup';
import type { Plan } from '../language/plan';
import type { SplitName } from '../runs/types';

/** Builds an error from the actual and the expected result. */
export type Wrong = (what: string, wanted: string) => Error;

export const splitWords: Readonly<Record<SplitName, string>> = {
  train: 'training split',
  validation: 'validation split',
  test: 'test split',
};

/**
 * Converts a split to the array types that training uses. Accepts other arrays if the conversion changes no value.
 */
export function plainSplit(split: Split, name: SplitName, wrong: Wrong): Split {
  const { count } = split;
  // User code may have returned anything.
  const { inputs, labels } = split as { readonly inputs: unknown; readonly labels: unknown };
  if (inputs instanceof Float32Array && labels instanceof Int32Array) return { count, inputs, labels };
  const [numbers, classes] = [
    numbersOf(inputs, name, 'inputs', wrong),
    numbersOf(labels, name, 'labels', wrong),
  ];
  const fraction = classes.findIndex((label) => !Number.isInteger(label) || Math.abs(label) > 2 ** 31 - 1);
  if (fraction >= 0) throw wrong(...labelMistake(name, fraction, classes[fraction]));
  const floats = Float32Array.from(numbers);
  const tooLarge = floats.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(numbers[i]));
  if (tooLarge >= 0)
    throw wrong(
      `inputs in the ${splitWords[name]} with ${String(numbers[tooLarge])} at ${tooLarge}`,
      'numbers that float32 can hold, up to 3.4e38',
    );
  return { count, inputs: floats, labels: Int32Array.from(classes) };
}

function numbersOf(
  list: unknown,
  split: SplitName,
  part: string,
  wrong: Wrong,
): ArrayLike<number> & number[] {
  const isTyped = ArrayBuffer.isView(list) && !(list instanceof DataView);
  if (!isTyped && !Array.isArray(list))
    throw wrong(`${inspect(list, BRIEFLY)} as ${part} of the ${splitWords[split]}`, 'an array of numbers');
  const values = list as unknown as number[];
  const bad = Array.prototype.findIndex.call(values, (value) => typeof value !== 'number');
  if (bad >= 0)
    throw wrong(
      `${part} in the ${splitWords[split]} with ${inspect(values[bad], BRIEFLY)} at ${bad}`,
      'only numbers, one after another',
    );
  return values;
}

const BRIEFLY = { depth: 0, maxArrayLength: 3, maxStringLength: 40, breakLength: Infinity } as const;

/** @throws the error from `wrong`, naming split, example and position. */
export function checkSplit(
  { count, inputs, labels }: Split,
  name: SplitName,
  { input, outputs, examples }: Pick<Plan, 'input' | 'outputs' | 'examples'>,
  wrong: Wrong,
): void {
  const split = splitWords[name];
  const width = elements(input);
  const wanted = examples[name];
  if (count !== wanted) throw wrong(`${count} examples in the ${split}`, `${wanted}, as its shape(…) says`);
  if (inputs.length !== count * width)
    throw wrong(
      `${inputs.length} inputs in the ${split}`,
      `${count * width}: ${count} examples of [${input.join(', ')}], one after another`,
    );
  if (labels.length !== count)
    throw wrong(`${labels.length} labels in the ${split}`, `${count}, one for each example`);
  if (!Number.isFinite(meanSquareOf(inputs))) {
    const at = inputs.findIndex((value) => !Number.isFinite(value));
    const example = Math.floor(at / width);
    throw wrong(
      `the ${split} with ${String(inputs[at])} in example ${example}, input ${placeIn(input, at % width)}`,
      'only finite numbers (indices start at 0)',
    );
  }
  const bad = labels.findIndex((label) => label < 0 || label >= outputs);
  if (bad >= 0) throw wrong(...labelMistake(name, bad, labels[bad], outputs));
}

function labelMistake(split: SplitName, at: number, label: unknown, outputs?: number): [string, string] {
  return [
    `the ${splitWords[split]} with the label ${String(label)} in example ${at}`,
    outputs === undefined
      ? 'integers as labels: the classes, starting at 0'
      : `labels from 0 to ${outputs - 1}, for ${outputs} outputs`,
  ];
}

/** `3` of [784], `[0, 3, 0]` of [28, 28, 1]. */
function placeIn(shape: readonly number[], index: number): string {
  if (shape.length === 1) return String(index);
  const steps = shape.map((_, axis) => elements(shape.slice(axis + 1)));
  return `[${steps.map((step, axis) => Math.floor(index / step) % (shape[axis] ?? 1)).join(', ')}]`;
}

/**
 * The mean square. It is finite exactly if all values are: the square of a float32 is far below the largest float64.
 */
export function meanSquareOf(values: Float32Array): number {
  let sum = 0;
  // By index: an iterator takes ten times as long.
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value * value;
  }
  return sum / Math.max(1, values.length);
}
