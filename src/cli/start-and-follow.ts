// What `run` and `resume` share: start the coordinator, follow it or leave it, and conclude.
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
import { standardError, type Lane } from './board';
import { exitCodes, wholeNumber, type Option, type Values } from './command';
import { follow } from './follow';
import { prepareShown } from './prepare';
import { report } from './report';
import { asJson, changesOf, judge, verdictCode } from '../runner/judge';
import { announcement } from '../runner/runtime/words';
import { print, printJson, say } from './print';

export const startOptions: Readonly<Record<string, Option>> = {
  workers: { type: 'string', value: 'N', about: 'worker processes (default: one per processor core)' },
  detach: { type: 'boolean', about: 'return once it has started; `ticket show` and `ticket stop` find it' },
  json: { type: 'boolean', about: 'print the results as JSON at the end' },
  'allow-other-engine': {
    type: 'boolean',
    about: 'go on with another TensorFlow or processor; marks the run as mixed',
  },
  'take-foreign-lock': {
    type: 'boolean',
    about: 'take a run over from another machine that no longer works on it',
  },
};

/** What the runs of one call share. */
export interface Session {
  readonly options: StartOptions;
  /** What was said of what trains; each is said once. */
  readonly announced: Set<string>;
  /** The last that was begun with each run directory, which the next waits for. */
  readonly turns: Map<string, Promise<unknown>>;
  /** The exit code, once the call is told to stop: nothing is begun any more. */
  stopped(): number | undefined;
}

/**
 * @param cores that each run may keep busy, where it has not all
 * @throws {UsageError} where an option has a value that it does not take.
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

/** Starts a prepared run and stays with it, or leaves it, and concludes. */
export async function startAndFollow(
  examined: Examined,
  prepared: Prepared,
  values: Values,
): Promise<number> {
  const session = sessionOf(values);
  const lane = standardError();
  const json = values.json === true;
  const { runDir } = prepared;
  reportNewRun(examined, prepared, lane);
  if (values.detach === true) {
    const request = makeRequest(
      examined,
      prepared,
      await runtimeOf(examined, runDir, session, lane),
      session.options,
    );
    return plainly(lane, () => detach(request, json));
  }
  const { code, hasEnded } = await train(examined, prepared, session, lane);
  if (!hasEnded) return code;
  const judged = await judge(runDir);
  if (json) printJson(asJson(runDir, judged));
  else print(`\n${report(judged)}`);
  return code === 0 ? verdictCode(judged) : code;
}

/** Says why networks of an earlier run of the spec are not kept, where there is one. */
export function reportNewRun({ text }: Examined, prepared: Prepared, lane: Lane): void {
  const why = whyNewRun(text, prepared);
  if (why !== undefined) lane.line(visible(why));
}

export interface Trained {
  /** The exit code of the run, or of the first run of a changed spec that did not end. */
  readonly code: number;
  /** Whether there is something to conclude. */
  readonly hasEnded: boolean;
}

/** Trains a prepared run; specs that a claim must fail for are run after it, beside it. */
export async function train(
  examined: Examined,
  prepared: Prepared,
  session: Session,
  lane: Lane,
): Promise<Trained> {
  const { runDir } = prepared;
  const code = await runOne(examined, prepared, session, lane);
  if (!hasEnded(runDir, code)) return { code, hasEnded: false };
  for (const change of changesOf(prepared.spec.claims)) {
    const variant = await examine(
      withChange(examined.text, change),
      examined.file,
      undefined,
      examined.modules,
    );
    const preparedVariant = await prepareShown(variant, path.dirname(runDir), lane);
    lane.line(`A claim must fail with ${JSON.stringify(change)}: running that.`);
    const variantCode = await runOne(variant, preparedVariant, session, lane);
    if (!hasEnded(preparedVariant.runDir, variantCode)) return { code: variantCode, hasEnded: false };
  }
  return { code, hasEnded: true };
}

/** What trains a run: what it was begun with, or the first that works here. */
async function runtimeOf(
  { file }: Examined,
  runDir: string,
  { announced }: Session,
  lane: Lane,
): Promise<Runtime> {
  const workspace = path.dirname(path.resolve(file));
  const runtime = await findRuntime({ workspace, pinned: pinnedEngine(runDir) });
  const said = announcement(runtime);
  if (!announced.has(said)) lane.line(said);
  announced.add(said);
  return runtime;
}

/** Whether a run came to its end. One whose tickets diverged did, though its exit code says that it failed. */
const hasEnded = (runDir: string, code: number): boolean =>
  code === 0 || (code === exitCodes.failed && readStatus(runDir).state === 'diverged');

/** Whether a run was stopped so that it can go on. */
export const isStop = (code: number | undefined): boolean =>
  code === exitCodes.stopped || code === exitCodes.interrupted;

export const shortest = (place: string): string => visible(path.relative('.', place) || place);

/** Runs side by side may need the same run of a changed spec, or one may be what another needs: each has its turn. */
async function runOne(examined: Examined, prepared: Prepared, session: Session, lane: Lane): Promise<number> {
  const { runDir } = prepared;
  const place = shortest(runDir);
  const before = session.turns.get(runDir);
  const turn = Promise.resolve(before).then(async () => {
    const runtime = await runtimeOf(examined, runDir, session, lane);
    const stopped = session.stopped();
    if (stopped !== undefined) return stopped;
    lane.line(place);
    return plainly(lane, async () => {
      const code = await follow(makeRequest(examined, prepared, runtime, session.options), lane);
      if (isStop(code)) lane.line(`It is stopped. \`ticket resume ${place}\` goes on.`);
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
  say(`It runs as process ${pid}. \`ticket show ${place}\` shows it, \`ticket stop ${place}\` stops it.`);
  return 0;
}

/** A run that does not begin has said why. */
async function plainly(lane: Lane, begin: () => Promise<number>): Promise<number> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    lane.line(error.message);
    return error.code;
  }
}
