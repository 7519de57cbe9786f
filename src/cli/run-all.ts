// Running several specs, and the combinations of their sweeps: so many at once, in their order, then a table of them.
import path from 'node:path';
import type { SpecChange } from '../language/spec';
import { sayChange, sayValue } from '../language/sweep';
import { exitCode } from '../runs/claims';
import { readStatus } from '../runs/state';
import type { Examined } from '../runner/examine';
import { judge, type Judged } from '../runner/judge';
import type { Prepared } from '../runner/prepare';
import { UsageError, exitCodes, printJson, runsFolder, type Values } from './command';
import { prepareShown } from './prepare';
import type { Screen } from './progress';
import { SIGNS } from './report';
import { asJson } from './results';
import { sessionOf, train } from './start-and-follow';
import { percent, points, table } from './table';

interface Run {
  readonly examined: Omit<Examined, 'combinations'>;
  /** The swept values; none where the spec has no sweep. */
  readonly change: SpecChange;
  readonly prepared: Prepared;
}

interface Concluded extends Run {
  readonly code: number;
  readonly judged: Judged;
}

/**
 * Trains every run that is not there yet, `--jobs` at once, and returns the worst exit code. One that fails does not
 * keep the others from training; when one is stopped no other begins, and the same call goes on.
 *
 * @throws {UsageError} with `--detach`, and where two come to be the same run.
 */
export async function runAll(specs: readonly Examined[], values: Values): Promise<number> {
  const session = sessionOf(values);
  const jobs = session.options.jobs ?? 1;
  if (values.detach === true) {
    throw new UsageError(
      '--detach starts one run, and these are several. Leave --detach out; a terminal multiplexer or nohup keeps the ' +
        'command running.',
    );
  }
  // All of them first: data that is missing for the last must not be found out after days.
  const runs: Run[] = [];
  for (const spec of specs)
    for (const examined of spec.combinations ?? [spec]) {
      const prepared = await prepareShown(examined, runsFolder(values));
      runs.push({ examined, change: 'change' in examined ? examined.change : {}, prepared });
    }
  refuseSameRun(runs);

  const stopped = heedStops();
  const codes = new Map<number, number>();
  let stop: number | undefined;
  let next = 0;
  /** Takes one run after the other, until there is none or one was stopped. */
  const work = async (): Promise<void> => {
    for (let index = next++; index < runs.length; index = next++) {
      const run = runs[index];
      stop ??= stopped.code();
      if (!run || stop !== undefined) return;
      const number = `[${index + 1}/${runs.length}]`;
      console.error(`${number} ${nameOf(run, specs.length > 1)}`);
      const screen = jobs > 1 ? withPrefix(`${number} `) : session.screen;
      const { code } = await train(run.examined, run.prepared, { ...session, screen });
      if (isStop(code)) stop ??= code;
      else codes.set(index, code);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, work));
  } finally {
    stopped.ignore();
  }
  if (stop !== undefined) {
    console.error(
      `Stopped, with ${codes.size} of ${runs.length} runs done. ${sameCall(specs, values)} goes on.`,
    );
    return stop;
  }

  const concluded: Concluded[] = [];
  for (const [index, run] of runs.entries()) {
    const code = codes.get(index) ?? 0;
    // A run that never began has no directory to read.
    if (code === 0 || hasNumbers(run.prepared.runDir))
      concluded.push({ ...run, code, judged: await judge(run.prepared.runDir) });
  }
  if (values.json === true) {
    printJson(
      concluded.map(({ examined: { file }, change, prepared: { runDir }, judged }) => ({
        file,
        change,
        path: runDir,
        ...(asJson(runDir, judged) as object),
      })),
    );
  } else if (concluded.length > 0) console.log(`\n${reportOf(concluded, specs.length > 1)}`);
  return Math.max(...codes.values(), ...concluded.map(({ code, judged }) => code || exitCode(judged.claims)));
}

/** What tells a run from the others: its spec, where there are several, and its swept values. */
const nameOf = ({ examined: { file }, change }: Run, isSpecTold: boolean): string =>
  [
    ...(isSpecTold ? [path.basename(file)] : []),
    ...(Object.keys(change).length > 0 ? [sayChange(change)] : []),
  ].join(', ');

function sameCall(specs: readonly Examined[], { jobs }: Values): string {
  const files = specs.map(({ file }) => path.relative('.', file) || file);
  return `\`ticket run ${files.join(' ')}${typeof jobs === 'string' ? ` --jobs ${jobs}` : ''}\``;
}

/** A screen for one of several runs at once: lines alone, each with whose it is. */
const withPrefix = (prefix: string): Screen => ({
  isTTY: false,
  write: (text) => process.stderr.write(text.replace(/^(?=.)/gm, prefix)),
});

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

/** Two specs that say the same, or what only data shows: folders with the same files in them. */
function refuseSameRun(runs: readonly Run[]): void {
  const seen = new Map<string, Run>();
  const isSpecTold = new Set(runs.map(({ examined }) => examined.file)).size > 1;
  for (const run of runs) {
    const other = seen.get(run.prepared.runDir);
    if (other) {
      const [one, two] = [run, other].map(
        (each) => nameOf(each, isSpecTold) || path.basename(each.examined.file),
      );
      throw new UsageError(`${one}: it is the same run as ${two}. Keep one of the two.`);
    }
    seen.set(run.prepared.runDir, run);
  }
}

/** A row for each run: its spec and swept values, the accuracies at the last round, the verdicts on the claims. */
function reportOf(concluded: readonly Concluded[], isSpecTold: boolean): string {
  const paths = [...new Set(concluded.flatMap(({ change }) => Object.keys(change)))];
  const hasClaims = concluded.some(({ judged }) => judged.claims.length > 0);
  const states = concluded.map(({ prepared: { runDir } }) => readStatus(runDir).state);
  const isAllFinished = states.every((state) => state === 'finished');
  const rows = concluded.map(({ examined, change, prepared, judged }, index) => [
    ...(isSpecTold ? [path.basename(examined.file)] : []),
    ...paths.map((one) => (one in change ? sayValue(change[one]) : '–')),
    ...accuracies(judged),
    ...(hasClaims ? [judged.claims.map(({ verdict }) => SIGNS[verdict]).join(' ')] : []),
    ...(isAllFinished ? [] : [states[index] ?? '']),
    path.basename(prepared.runDir),
  ]);
  const header = [
    ...(isSpecTold ? ['spec'] : []),
    ...paths,
    'left %',
    'dense',
    'ticket',
    'ticket − dense',
    ...(hasClaims ? ['claims'] : []),
    ...(isAllFinished ? [] : ['state']),
    'run',
  ];
  const files = [...new Set(concluded.map(({ examined }) => examined.file))];
  return [
    table(header, rows),
    '',
    'Test accuracy in % at early stop, mean over trials: the dense net, and the ticket after the last round.',
    ...files.flatMap((file) => {
      const own = concluded.filter(({ examined }) => examined.file === file);
      return claimsOf(own, isSpecTold ? `Claims of ${path.basename(file)}` : 'Claims');
    }),
  ].join('\n');
}

/** How often each claim of a spec holds; nothing where it has none. */
function claimsOf(concluded: readonly Concluded[], title: string): readonly string[] {
  const claims = concluded[0]?.judged.claims ?? [];
  if (claims.length === 0) return [];
  const lines = claims.map(({ says }, index) => {
    const holding = concluded.filter(({ judged }) => judged.claims[index]?.verdict === 'holds').length;
    return `${index + 1}. ${says}: holds in ${holding} of ${concluded.length}`;
  });
  return ['', title, ...lines];
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
