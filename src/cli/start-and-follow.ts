// What `run` and `resume` share: start the coordinator, follow it or leave it, and conclude.
import path from 'node:path';
import { withChange } from '../language/variants';
import { exitCode } from '../runs/claims';
import type { StartRequest } from '../runs/request';
import { pinnedEngine } from '../runs/manifest';
import { readStatus } from '../runs/state';
import { examine, type Examined } from '../runner/examine';
import type { Prepared } from '../runner/prepare';
import { findRuntime } from '../runner/runtime/find';
import { makeRequest, start, StartError, type StartOptions } from '../runner/start';
import { exitCodes, printJson, wholeNumber, type Option, type Values } from './command';
import { follow } from './follow';
import { prepareShown } from './prepare';
import { report } from './report';
import { asJson, changesOf, judge } from './results';
import { announcement } from '../runner/runtime/words';

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

/** Starts a prepared run and stays with it; specs that a claim must fail for are run after it, beside it. */
export async function startAndFollow(
  examined: Examined,
  prepared: Prepared,
  values: Values,
): Promise<number> {
  const options: StartOptions = {
    workers: wholeNumber(values, 'workers', 1),
    allowOtherEngine: values['allow-other-engine'] === true,
    takeForeignLock: values['take-foreign-lock'] === true,
  };
  const json = values.json === true;
  const { runDir } = prepared;
  const workspace = path.dirname(path.resolve(examined.file));
  const runtime = await findRuntime({ workspace, pinned: pinnedEngine(runDir) });
  console.error(announcement(runtime));
  const request = makeRequest(examined, prepared, runtime, options);
  if (values.detach === true) return plainly(() => detach(request, json));

  const code = await runOne(request);
  if (!hasEnded(runDir, code)) return code;
  for (const change of changesOf(prepared.spec.claims)) {
    const variant = await examine(withChange(examined.text, change), examined.file);
    const preparedVariant = await prepareShown(variant, path.dirname(runDir));
    console.error(`A claim must fail with ${JSON.stringify(change)}: running that.`);
    const pinned = pinnedEngine(preparedVariant.runDir);
    const variantRuntime = pinned ? await findRuntime({ workspace, pinned }) : runtime;
    const variantCode = await runOne(makeRequest(variant, preparedVariant, variantRuntime, options));
    if (!hasEnded(preparedVariant.runDir, variantCode)) return variantCode;
  }

  const judged = await judge(runDir);
  if (json) printJson(asJson(runDir, judged));
  else console.log(`\n${report(judged.results, judged.claims)}`);
  return code === 0 ? exitCode(judged.claims) : code;
}

/** Whether a run came to its end. One whose tickets diverged did, though its exit code says that it failed. */
const hasEnded = (runDir: string, code: number): boolean =>
  code === 0 || (code === exitCodes.failed && readStatus(runDir).state === 'diverged');

const shortest = (place: string): string => path.relative('.', place) || place;

function runOne(request: StartRequest): Promise<number> {
  const place = shortest(request.runDir);
  console.error(place);
  return plainly(async () => {
    const code = await follow(request);
    if (code === exitCodes.stopped || code === exitCodes.interrupted)
      console.error(`It is stopped. \`ticket resume ${place}\` goes on.`);
    return code;
  });
}

async function detach(request: StartRequest, json: boolean): Promise<number> {
  const { pid } = (await start(request)).coordinator;
  const place = shortest(request.runDir);
  if (json) printJson({ path: request.runDir, pid });
  else console.log(place);
  console.error(
    `It runs as process ${pid}. \`ticket show ${place}\` shows it, \`ticket stop ${place}\` stops it.`,
  );
  return 0;
}

/** A run that does not begin has said why. */
async function plainly(begin: () => Promise<number>): Promise<number> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    return error.code;
  }
}
