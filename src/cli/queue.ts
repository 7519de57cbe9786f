// Runs several specs or the combinations of a sweep: prepares all, trains `--jobs` at a time, and prints one table.
import os from 'node:os';
import { visible } from '../escape/terminal';
import { sayChange } from '../language/sweep';
import { readStatus } from '../runs/state';
import type { Examined, ExaminedCombination } from '../runner/examine';
import { asJson, judge, verdictCode } from '../runner/judge';
import type { Prepared } from '../runner/prepare';
import { progressDisplay } from './progress-display';
import { UsageError, exitCodes, runsFolder, wholeNumber, type Option, type Values } from './command';
import { failure } from './failure';
import { prepareShown } from './prepare';
import { queueReport, specName, type Concluded } from './queue-report';
import { isStop, reportNewRun, sessionOf, shortest, train, type Session } from './start-and-follow';
import { print, printJson, say } from './print';

interface Run {
  readonly combination: ExaminedCombination;
  readonly prepared: Prepared;
  /** Its position in the queue: `[2/5]`. */
  readonly tag: string;
  /** Its spec and swept values. */
  readonly said: string;
}

export const jobsOption: Option = {
  type: 'string',
  value: 'N',
  about: 'runs to train at once; they share the processor cores (default: 1)',
};

/** @throws {UsageError} if it is not an integer of at least 1. */
export const jobsOf = (values: Values): number => wholeNumber(values, 'jobs', 1) ?? 1;

/**
 * Trains the missing networks of several specs and of the combinations of their sweeps, `--jobs` runs at a time, and
 * returns the worst exit code. A failed run does not keep the others from training. Once a run is stopped no other
 * starts, and the same command resumes all.
 *
 * @throws {UsageError} with `--detach`, or if two of them are the same run.
 */
export async function runQueue(specs: readonly Examined[], values: Values): Promise<number> {
  const combinations = specs.flatMap((one) => one.combinations ?? [{ ...one, change: {} }]);
  const several = specs.length > 1;
  const jobs = Math.min(jobsOf(values), combinations.length);
  const session = sessionOf(values, jobs > 1 ? shareOfCores(jobs) : undefined);
  if (values.detach === true) {
    const what = several ? 'these specs have' : `the sweep in ${specs[0]?.file ?? ''} has`;
    throw new UsageError(
      `--detach starts a single run, but ${what} ${combinations.length}. ` +
        'Run without --detach, in tmux or with nohup to keep the command running.',
    );
  }
  const runs = await prepareAll(combinations, several, values);
  refuseSameRun(runs);

  const stops = heedStops();
  // Every active run listens to signals, too.
  process.setMaxListeners(process.getMaxListeners() + jobs);
  let codes: Codes;
  try {
    codes = await trainAll(runs, jobs, { ...session, stopped: stops.code });
  } finally {
    stops.ignore();
  }
  if (codes.some((code) => code === undefined || isStop(code))) {
    const again = [...specs.map(({ file }) => shortest(file)), ...(jobs > 1 ? ['--jobs', jobs] : [])];
    say(
      `${several ? 'Stopped in run' : 'Stopped the sweep in combination'} ${sayStopped(codes)} of ${runs.length}. ` +
        `Resume it with \`ticket run ${again.join(' ')}\`.`,
    );
    return stops.code() ?? codes.find(isStop) ?? exitCodes.stopped;
  }
  return conclude(runs, codes, several, values);
}

const shareOfCores = (jobs: number): number => Math.max(1, Math.floor(os.availableParallelism() / jobs));

/**
 * Prepares all runs before the first trains, so that data missing for the last one shows at once and not after days.
 */
async function prepareAll(
  combinations: readonly ExaminedCombination[],
  several: boolean,
  values: Values,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const [index, combination] of combinations.entries()) {
    const change = visible(sayChange(combination.change));
    runs.push({
      combination,
      prepared: await prepareShown(combination, runsFolder(values)),
      tag: `[${index + 1}/${combinations.length}]`,
      said: several ? [specName(combination), change].filter(Boolean).join(', ') : change,
    });
  }
  return runs;
}

/** Refuses duplicates that only data and paths reveal: folders with equal files, or a spec named twice. */
function refuseSameRun(runs: readonly Run[]): void {
  const seen = new Map<string, Run>();
  for (const run of runs) {
    const other = seen.get(run.prepared.runDir);
    if (other) {
      throw new UsageError(
        `${run.tag} ${run.said} is the same run as ${other.tag} ${other.said}. Remove one of the two.`,
      );
    }
    seen.set(run.prepared.runDir, run);
  }
}

/** The exit code of each run; undefined if it did not start. */
type Codes = readonly (number | undefined)[];

/** Trains runs in order, `jobs` at a time, until all have ended or one is stopped. */
async function trainAll(runs: readonly Run[], jobs: number, session: Session): Promise<Codes> {
  const codes: (number | undefined)[] = runs.map(() => undefined);
  const addRow = progressDisplay(process.stderr);
  const waiting = runs.entries();
  const work = async (): Promise<void> => {
    for (const [index, { combination, prepared, tag, said }] of waiting) {
      if (session.stopped() !== undefined || codes.some(isStop)) return;
      const row = addRow(jobs > 1 ? `${tag} ` : '');
      row.line(jobs > 1 ? said : `${tag} ${said}`);
      // Combinations of a sweep always differ from each other, so this notice would only repeat itself.
      if (Object.keys(combination.change).length === 0) reportNewRun(combination, prepared, row);
      try {
        codes[index] = (await train(combination, prepared, session, row)).code;
      } catch (error) {
        // A signal also reaches the helper processes of a run. Their exit must not count as a failure of the run.
        codes[index] = session.stopped() ?? failure(error, row.line);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return codes;
}

/** Listens to Ctrl-C and SIGTERM also between two runs, when no run does. */
function heedStops(): { code(): number | undefined; ignore(): void } {
  let code: number | undefined;
  const onInterrupt = (): void => void (code ??= exitCodes.interrupted);
  const onTerminate = (): void => void (code ??= exitCodes.stopped);
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  return {
    code: () => code,
    ignore: () => void process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate),
  };
}

/** The numbers of the stopped runs, or of the first that did not start: `2 and 3`. */
function sayStopped(codes: Codes): string {
  const stopped = codes.flatMap((code, index) => (isStop(code) ? [index + 1] : []));
  const numbers = stopped.length > 0 ? stopped : [codes.indexOf(undefined) + 1];
  return numbers.join(', ').replace(/, (?=\d+$)/, ' and ');
}

/** Prints the results of all runs and returns the worst exit code. */
async function conclude(
  runs: readonly Run[],
  codes: Codes,
  several: boolean,
  values: Values,
): Promise<number> {
  const concluded: Concluded[] = [];
  const worst: number[] = [];
  for (const [index, { combination, prepared }] of runs.entries()) {
    const code = codes[index] ?? 0;
    worst.push(code);
    // A run that never started has no directory to read.
    if (code > 0 && !hasNumbers(prepared.runDir)) continue;
    const judged = await judge(prepared.runDir);
    worst.push(verdictCode(judged));
    concluded.push({ combination, prepared, judged });
  }
  if (values.json === true) {
    printJson(
      concluded.map(({ combination, prepared: { runDir }, judged }) => ({
        file: combination.file,
        change: combination.change,
        path: runDir,
        ...asJson(runDir, judged),
      })),
    );
  } else if (concluded.length > 0) print(`\n${queueReport(concluded, several)}`);
  return Math.max(...worst);
}

function hasNumbers(runDir: string): boolean {
  try {
    return readStatus(runDir).finished > 0;
  } catch {
    return false;
  }
}
