// Running a sweep: its combinations one after another, then a table of them.
import path from 'node:path';
import { sayChange, sayValue } from '../language/sweep';
import { exitCode } from '../runs/claims';
import { readStatus } from '../runs/state';
import type { ExaminedCombination } from '../runner/examine';
import type { Prepared } from '../runner/prepare';
import { UsageError, exitCodes, printJson, runsFolder, type Values } from './command';
import { prepareShown } from './prepare';
import { SIGNS } from './report';
import { judge, type Judged } from '../runner/judge';
import { asJson } from './results';
import { sessionOf, train } from './start-and-follow';
import { percent, points, table } from './table';

interface Run {
  readonly combination: ExaminedCombination;
  readonly prepared: Prepared;
}

interface Concluded extends Run {
  readonly code: number;
  readonly judged: Judged;
}

/**
 * Trains every combination that is not there yet and returns the worst exit code. One that fails does not keep the
 * others from training; one that is stopped does, and the same call goes on.
 *
 * @throws {UsageError} with `--detach`, and where two combinations come to be the same run.
 */
export async function runSweep(
  file: string,
  combinations: readonly ExaminedCombination[],
  values: Values,
): Promise<number> {
  const session = sessionOf(values);
  if (values.detach === true) {
    throw new UsageError(
      `--detach starts one run, and the sweep in ${file} is ${combinations.length}, one after another. ` +
        'Leave --detach out; a terminal multiplexer or nohup keeps the command running.',
    );
  }
  // All of them first: data that is missing for the last must not be found out after days.
  const runs: Run[] = [];
  for (const combination of combinations)
    runs.push({ combination, prepared: await prepareShown(combination, runsFolder(values)) });
  refuseSameRun(runs);

  const stopped = heedStops();
  const codes: number[] = [];
  try {
    for (const [index, { combination, prepared }] of runs.entries()) {
      console.error(`[${index + 1}/${runs.length}] ${sayChange(combination.change)}`);
      const { code } = await train(combination, prepared, session);
      const stop = stopped.code() ?? (isStop(code) ? code : undefined);
      if (stop !== undefined) {
        console.error(
          `The sweep is stopped in combination ${index + 1} of ${runs.length}. \`ticket run ${path.relative('.', file) || file}\` goes on.`,
        );
        return stop;
      }
      codes.push(code);
    }
  } finally {
    stopped.ignore();
  }

  const concluded: Concluded[] = [];
  for (const [index, run] of runs.entries()) {
    const code = codes[index] ?? 0;
    // A run that never began has no directory to read.
    if (code === 0 || hasNumbers(run.prepared.runDir))
      concluded.push({ ...run, code, judged: await judge(run.prepared.runDir) });
  }
  if (values.json === true) {
    printJson(
      concluded.map(({ combination: { change }, prepared: { runDir }, judged }) => ({
        change,
        path: runDir,
        ...(asJson(runDir, judged) as object),
      })),
    );
  } else if (concluded.length > 0) console.log(`\n${sweepReport(concluded)}`);
  return Math.max(...codes, ...concluded.map(({ code, judged }) => code || exitCode(judged.claims)));
}

const isStop = (code: number): boolean => code === exitCodes.stopped || code === exitCodes.interrupted;

function hasNumbers(runDir: string): boolean {
  try {
    return readStatus(runDir).finished > 0;
  } catch {
    return false;
  }
}

/** Between two runs nobody else listens to Ctrl-C and SIGTERM. */
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

/** What only data shows: folders with the same files in them. */
function refuseSameRun(runs: readonly Run[]): void {
  const seen = new Map<string, Run>();
  for (const run of runs) {
    const other = seen.get(run.prepared.runDir);
    if (other) {
      throw new UsageError(
        `With ${sayChange(run.combination.change)} it is the same run as with ${sayChange(other.combination.change)}. Keep one of the two.`,
      );
    }
    seen.set(run.prepared.runDir, run);
  }
}

/** A row for each combination: its values, the accuracies at the last round, the verdicts on the claims. */
function sweepReport(concluded: readonly Concluded[]): string {
  const paths = Object.keys(concluded[0]?.combination.change ?? {});
  const claims = concluded[0]?.judged.claims ?? [];
  const states = concluded.map(({ prepared: { runDir } }) => readStatus(runDir).state);
  const isAllFinished = states.every((state) => state === 'finished');
  const rows = concluded.map(({ combination, prepared, judged }, index) => [
    ...paths.map((one) => sayValue(combination.change[one])),
    ...accuracies(judged),
    ...(claims.length > 0 ? [judged.claims.map(({ verdict }) => SIGNS[verdict]).join(' ')] : []),
    ...(isAllFinished ? [] : [states[index] ?? '']),
    path.basename(prepared.runDir),
  ]);
  const header = [
    ...paths,
    'left %',
    'dense',
    'ticket',
    'ticket − dense',
    ...(claims.length > 0 ? ['claims'] : []),
    ...(isAllFinished ? [] : ['state']),
    'run',
  ];
  return [
    table(header, rows),
    '',
    'Test accuracy in % at early stop, mean over trials: the dense net, and the ticket after the last round.',
    ...(claims.length > 0 ? ['', 'Claims'] : []),
    ...claims.map(({ says }, index) => {
      const holding = concluded.filter(({ judged }) => judged.claims[index]?.verdict === 'holds').length;
      return `${index + 1}. ${says}: holds in ${holding} of ${concluded.length}`;
    }),
  ].join('\n');
}

function accuracies({ results: { rounds } }: Judged): readonly string[] {
  const last = rounds.at(-1);
  const dense = rounds[0]?.arms.ticket?.testAccuracy?.mean;
  const ticket = last?.arms.ticket?.testAccuracy?.mean;
  const share = (value: number | undefined): string => (value === undefined ? '–' : percent(value));
  const difference = dense === undefined || ticket === undefined ? undefined : ticket - dense;
  return [
    share(last?.density),
    share(dense),
    share(ticket),
    difference === undefined ? '–' : points(difference),
  ];
}
