// The examples of a run: read, checked once, and the same in every process as at the run's first start.
import { createHash } from 'node:crypto';
import type { Split, Splits, Workload } from '../lab/kinds';
import type { Stream } from '../lab/random';
import type { Plan } from '../language/plan';
import type { DataPlace } from '../runs/request';
import type { SplitName, SplitSums } from '../runs/types';
import { DataChangedError, readDataFile } from './data-files';
import { ModuleMistake } from './module-mistake';
import { checkSplit, meanSquareOf, plainSplit, splitWords, type Wrong } from './split-contract';

export interface ReadSplits {
  readonly splits: Splits;
  /** SHA-256 of each: shape, inputs and labels. */
  readonly sums: SplitSums;
  /** What a person should know of them, as sentences. */
  readonly warnings: readonly string[];
}

export interface Source {
  readonly entry: Workload;
  readonly options: unknown;
  /** What messages call it: the file of a module, or the kind. */
  readonly who: string;
  /** Whether a module of the user's returns them. */
  readonly isModule: boolean;
}

/** What a workload of the lab returns of somebody's files is not what it should be. */
export class SplitError extends Error {}

/**
 * The splits of a workload, which must be what its `shape` has promised: the plan is made from that.
 *
 * @param before sums of the run's first start; splits that have them were checked then
 * @throws {DataChangedError} where a file is not the one that was hashed, or a split is another than before.
 * @throws {SplitError | ModuleMistake} naming split, example and place of what is wrong.
 */
export function readSplits(
  { entry, options, who, isModule }: Source,
  plan: Pick<Plan, 'input' | 'outputs' | 'examples'>,
  data: Readonly<Record<string, DataPlace>>,
  random: Stream,
  before?: SplitSums,
): ReadSplits {
  const files = entry.files(options).map(({ name }) => {
    const place = data[name];
    if (place === undefined) throw new Error(`No place was given for the data file ${name}.`);
    return [name, readDataFile(name, place)] as const;
  });
  const read = entry.read(new Map(files), options, random);
  const wrong: Wrong = (what, wanted) =>
    new (isModule ? ModuleMistake : SplitError)(
      `${who}: read(…) returned ${what}, and should have returned ${wanted}.`,
    );
  const splits = each((name) => plainSplit(read[name], name, wrong));
  const sums = each((name) => sumOf(splits[name], plan.input));
  const changed = before && firstChange(before, sums);
  if (changed !== undefined)
    throw new DataChangedError(
      `${who}: read(…) gives another ${changed} than at the run's first start. ` +
        "Bring back what it read then, or move the run's folder away and run the spec for a new run.",
    );
  if (before) return { splits, sums, warnings: [] };
  for (const name of NAMES) checkSplit(splits[name], name, plan, wrong);
  return { splits, sums, warnings: scaleWarnings(who, splits.train) };
}

/** The first split that has another sum, in words with both. */
export function firstChange(before: SplitSums, now: SplitSums): string | undefined {
  const name = NAMES.find((one) => before[one] !== now[one]);
  const short = (sum: string): string => sum.slice(0, 12);
  return name && `${splitWords[name]} (SHA-256 ${short(now[name])}…, not ${short(before[name])}…)`;
}

const NAMES = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];

const each = <T>(of: (name: SplitName) => T): Record<SplitName, T> => ({
  train: of('train'),
  validation: of('validation'),
  test: of('test'),
});

/** SHA-256 of a split's numbers as they lie in memory: little-endian, as in all files of a run. */
function sumOf({ count, inputs, labels }: Split, input: Plan['input']): string {
  const hash = createHash('sha256').update(JSON.stringify([count, ...input]));
  return hash.update(inputs).update(labels).digest('hex');
}

/** Inputs of a root mean square outside of these make steps that are far too large or too small. */
const SMALLEST = 1e-3;
const LARGEST = 10;

function scaleWarnings(who: string, { inputs }: Split): readonly string[] {
  const size = Math.sqrt(meanSquareOf(inputs));
  if (size >= SMALLEST && size <= LARGEST) return [];
  return [
    `${who}: the inputs of the training split have a root mean square of ${size.toPrecision(3)}, far from 1, and networks train badly on them. Scale them in read(…), such as bytes by 1/255.`,
  ];
}
