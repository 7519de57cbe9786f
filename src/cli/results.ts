// What `show --json` and `run --json` print.
import type { Judged } from '../runner/judge';
import { readStatus } from '../runs/state';

/** `rounds[0]` is the dense net. */
export function asJson(runDir: string, { results, claims }: Judged): unknown {
  const { spec, rounds, ...facts } = results;
  const { state, finished, total } = readStatus(runDir);
  return { ...facts, state, finished, total, spec, rounds, claims };
}
