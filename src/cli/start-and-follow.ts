// Starts the coordinator, follows it or detaches, and prints the results, for `run` and `resume`.
import path from 'node:path';
import { visible } from '../escape/terminal';
import { withChange } from '../language/variants';
import type { StartRequest } from '../runs/request';
import { pinnedEngine } from '../runs/manifest';
import { readStatus } from '../runs/state';
import { examine, type Examined } from '../runner/examine';
import { whyNewRun } from '../runner/new-run';
import type { Prepared } from '../runner/prepare';
import { findRuntime, type Runtime } from '../runner/runtime/find';
import { makeRequest, start, StartError, type StartOptions } from '../runner/start';
import { standardError, type StatusRow } from './progress-display';
import { exitCodes, wholeNumber, type Option, type Values } from './command';
import { follow } from './follow';
import { prepareShown } from './prepare';
import { report } from './report';
import { asJson, changesOf, judge, verdictCode } from '../runner/judge';
import { announcement } from '../runner/runtime/words';
import { print, printJson, say } from './print';

export const startOptions: Readonly<Record<string, Option>> = {
  workers: {
    type: 'string',
    value: 'N',
    about: 'number of worker processes (default: one per processor core, or one on a GPU)',
  },
  detach: { type: 'boolean', about: 'return once the run has started; see `ticket show` and `ticket stop`' },
  json: { type: 'boolean', about: 'print the results as JSON at the end' },
  'allow-other-engine': {
    type: 'boolean',
    about: 'resume with another TensorFlow or processor; marks the run as mixed',
  },
  'take-foreign-lock': {
    type: 'boolean',
    about: 'take over a run from another machine that no longer works on it',
  },
};

/** State that the runs of one command share. */
export interface Session {
  readonly options: StartOptions;
  /** Runtime announcements so far; each is printed once. */
  readonly announced: Set<string>;
  /** The last training of each run directory, which the next one waits for. */
  readonly turns: Map<string, Promise<unknown>>;
  /** The exit code after a request to stop the command; no further run starts. */
  stopped(): number | undefined;
}

/**
 * @param cores processor cores that each run may use, if it does not have all
 * @throws {UsageError} if an option has an invalid value.
 */
export const sessionOf = (values: Values, cores?: number): Session => ({
  options: {
    workers: wholeNumber(values, 'workers', 1),
    cores,
    allowOtherEngine: values['allow-other-engine'] === true,
    takeForeignLock: values['take-foreign-lock'] === true,
  },
  announced: new Set(),
  turns: new Map(),
  stopped: () => undefined,
});

/** Starts a prepared run; then detaches, or follows it and prints the results. */
export async function startAndFollow(
  examined: Examined,
  prepared: Prepared,
  values: Values,
): Promise<number> {
  const session = sessionOf(values);
  const row = standardError();
  const json = values.json === true;
  const { runDir } = prepared;
  reportNewRun(examined, prepared, row);
  if (values.detach === true) {
    const request = makeRequest(
      examined,
      prepared,
      await runtimeOf(examined, runDir, session, row),
      session.options,
    );
    return plainly(row, () => detach(request, json));
  }
  const { code, hasEnded } = await train(examined, prepared, session, row);
  if (!hasEnded) return code;
  const judged = await judge(runDir);
  if (json) printJson(asJson(runDir, judged));
  else print(`\n${report(judged)}`);
  return code === 0 ? verdictCode(judged) : code;
}

/** Explains why a spec starts a new run although an earlier run of it exists. */
export function reportNewRun({ text }: Examined, prepared: Prepared, row: StatusRow): void {
  const why = whyNewRun(text, prepared);
  if (why !== undefined) row.line(visible(why));
}

export interface Trained {
  /** The exit code of the run, or of the first changed spec whose run did not finish. */
  readonly code: number;
  /** Whether there are results to print. */
  readonly hasEnded: boolean;
}

/** Trains a prepared run, then the changed specs for which a claim must fail, in the same folder. */
export async function train(
  examined: Examined,
  prepared: Prepared,
  session: Session,
  row: StatusRow,
): Promise<Trained> {
  const { runDir } = prepared;
  const code = await runOne(examined, prepared, session, row);
  if (!hasEnded(runDir, code)) return { code, hasEnded: false };
  for (const change of changesOf(prepared.spec.claims)) {
    const variant = await examine(
      withChange(examined.text, change),
      examined.file,
      undefined,
      examined.modules,
    );
    const preparedVariant = await prepareShown(variant, path.dirname(runDir), row);
    row.line(`Running the spec with ${JSON.stringify(change)}, for which a claim must fail.`);
    const variantCode = await runOne(variant, preparedVariant, session, row);
    if (!hasEnded(preparedVariant.runDir, variantCode)) return { code: variantCode, hasEnded: false };
  }
  return { code, hasEnded: true };
}

/** The runtime of a run: the one it started with, or the first that works here. */
async function runtimeOf(
  { file }: Examined,
  runDir: string,
  { announced }: Session,
  row: StatusRow,
): Promise<Runtime> {
  const workspace = path.dirname(path.resolve(file));
  const runtime = await findRuntime({ workspace, pinned: pinnedEngine(runDir) });
  const said = announcement(runtime);
  if (!announced.has(said)) row.line(said);
  announced.add(said);
  return runtime;
}

/** Whether a run ended, including a run whose tickets diverged, although its exit code means failure. */
const hasEnded = (runDir: string, code: number): boolean =>
  code === 0 || (code === exitCodes.failed && readStatus(runDir).state === 'diverged');

/** Whether a run was stopped and can resume. */
export const isStop = (code: number | undefined): boolean =>
  code === exitCodes.stopped || code === exitCodes.interrupted;

export const shortest = (place: string): string => visible(path.relative('.', place) || place);

/**
 * Trains one run. Parallel runs may need the same changed spec, or be the changed spec of another: they take turns.
 */
async function runOne(
  examined: Examined,
  prepared: Prepared,
  session: Session,
  row: StatusRow,
): Promise<number> {
  const { runDir } = prepared;
  const place = shortest(runDir);
  const before = session.turns.get(runDir);
  const turn = Promise.resolve(before).then(async () => {
    const runtime = await runtimeOf(examined, runDir, session, row);
    const stopped = session.stopped();
    if (stopped !== undefined) return stopped;
    return plainly(row, async () => {
      const request = makeRequest(examined, prepared, runtime, session.options);
      const code = await follow(request, place, row);
      if (isStop(code)) row.line(`Stopped. Resume it with \`ticket resume ${place}\`.`);
      return code;
    });
  });
  session.turns.set(
    runDir,
    turn.catch(() => undefined),
  );
  return turn;
}

async function detach(request: StartRequest, json: boolean): Promise<number> {
  const { pid } = (await start(request)).coordinator;
  const place = shortest(request.runDir);
  if (json) printJson({ path: request.runDir, pid });
  else print(place);
  say(
    `Running as process ${pid}. Show it with \`ticket show ${place}\`; stop it with \`ticket stop ${place}\`.`,
  );
  return 0;
}

/** Prints why a run did not start, and returns its exit code. */
async function plainly(row: StatusRow, begin: () => Promise<number>): Promise<number> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    row.line(error.message);
    return error.code;
  }
}
