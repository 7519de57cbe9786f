// The examples of a run: read, checked once, and compared in every process with the run's first start.
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
  /** SHA-256 of each split: shape, inputs and labels. */
  readonly sums: SplitSums;
  /** Warnings for the user, as sentences. */
  readonly warnings: readonly string[];
}

export interface Source {
  readonly entry: Workload;
  readonly options: unknown;
  /** Name in messages: the file of a module, or the kind. */
  readonly who: string;
  /** True if a user's module returns the splits. */
  readonly isModule: boolean;
}

/** A workload of the lab read invalid splits from a user's files. */
export class SplitError extends Error {}

/**
 * Reads a workload's splits and checks them against its `shape`, from which the plan was made.
 *
 * @param before Checksums from the run's first start; splits that have them were checked then.
 * @throws {DataChangedError} if a file does not match its hash, or a split differs from the first start.
 * @throws {SplitError | ModuleMistake} naming the split, the example and the position of the error.
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
    if (place === undefined) throw new Error(`The request has no location for the data file ${name}.`);
    return [name, readDataFile(name, place)] as const;
  });
  const read = entry.read(new Map(files), options, random);
  const wrong: Wrong = (what, wanted) =>
    new (isModule ? ModuleMistake : SplitError)(`${who}: read(…) returned ${what}; expected ${wanted}.`);
  const splits = each((name) => plainSplit(read[name], name, wrong));
  const sums = each((name) => sumOf(splits[name], plan.input));
  const changed = before && firstChange(before, sums);
  if (changed !== undefined)
    throw new DataChangedError(
      `${who}: read(…) returned a different ${changed} than at the run's first start. ` +
        'Restore its data, or move the run directory away and run the spec again as a new run.',
    );
  if (before) return { splits, sums, warnings: [] };
  for (const name of NAMES) checkSplit(splits[name], name, plan, wrong);
  return { splits, sums, warnings: scaleWarnings(who, splits.train) };
}

/** Describes the first split whose checksum changed, with both checksums. */
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

/** SHA-256 of a split's numbers in memory order: little-endian, as in all files of a run. */
function sumOf({ count, inputs, labels }: Split, input: Plan['input']): string {
  const hash = createHash('sha256').update(JSON.stringify([count, ...input]));
  return hash.update(inputs).update(labels).digest('hex');
}

/** Inputs with a root mean square outside these limits make update steps far too large or too small. */
const SMALLEST = 1e-3;
const LARGEST = 10;

function scaleWarnings(who: string, { inputs }: Split): readonly string[] {
  const size = Math.sqrt(meanSquareOf(inputs));
  if (size >= SMALLEST && size <= LARGEST) return [];
  return [
    `${who}: the inputs of the training split have a root mean square of ${size.toPrecision(3)}, far from 1, and networks train poorly on them. Scale them in read(…), for example bytes by 1/255.`,
  ];
}
