// What `run` and `resume` share: start the coordinator, follow it or leave it, and conclude.
import path from 'node:path';
import { withChange } from '../language/variants';
import type { Claim } from '../language/spec';
import { examine, type Examined } from '../runner/examine';
import { prepare } from '../runner/prepare';
import { findRuntime } from '../runner/runtime';
import { makeRequest, start, StartError, type StartOptions } from '../runner/start';
import { exitCodes, printJson, wholeNumber, type Option, type Values } from './command';
import { conclude, follow } from './follow';
import { changesOf } from './results';

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

/** Starts a spec's run in `runsFolder` and stays with it; specs that a claim must fail for are run after it. */
export async function startAndFollow(
  examined: Examined,
  runsFolder: string,
  values: Values,
): Promise<number> {
  const options: StartOptions = {
    workers: wholeNumber(values, 'workers', 1),
    allowOtherEngine: values['allow-other-engine'] === true,
    takeForeignLock: values['take-foreign-lock'] === true,
  };
  const first = await runOne(examined, runsFolder, options, values.detach === true);
  if (first.code !== exitCodes.claimsHold || values.detach === true) {
    if (values.detach === true && values.json === true) printJson({ path: first.runDir });
    return first.code;
  }
  for (const change of changesOf((examined.spec?.claims ?? []) as readonly Claim[])) {
    const variant = await examine(withChange(examined.text, change), examined.file);
    console.error(`A claim must fail with ${JSON.stringify(change)}: running that.`);
    const { code } = await runOne(variant, runsFolder, options, false);
    if (code !== exitCodes.claimsHold) return code;
  }
  return conclude(first.runDir, values.json === true);
}

async function runOne(
  examined: Examined,
  runsFolder: string,
  options: StartOptions,
  detach: boolean,
): Promise<{ runDir: string; code: number }> {
  const prepared = await prepare(examined, runsFolder);
  const { runDir } = prepared;
  const request = makeRequest(examined, prepared, findRuntime(), options);
  console.error(path.relative('.', runDir) || runDir);
  try {
    const started = await start(request);
    return { runDir, code: detach ? exitCodes.claimsHold : await follow(runDir, started) };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    return { runDir, code: error.code };
  }
}
