// What the run panel and the report show of a run: plain numbers, the same that `ticket show --json` prints.
import { readFrozenSpec, readManifest } from '../runs/manifest';
import type { RoundResults } from '../runs/results';
import type { RunListing } from '../runs/list';
import { sentence, shownState, type Outcome, type ShownState } from '../runs/outcome';
import type { Progress } from '../runs/tally';
import type { ClaimResult } from '../runs/types';
import { missingText } from '../runs/whole';
import { check } from '../language/check';
import { notJudgedText, type Judged } from '../runner/judge';
import { paperPoints, type PaperPoint } from './paper';

export interface RunData {
  readonly path: string;
  /** Of the spec and, where it was given one, of the run. */
  readonly name: string;
  readonly title?: string;
  readonly state: ShownState;
  /** How it is, in a sentence. */
  readonly says: string;
  readonly progress?: Progress;
  /** What it is computed with, such as `xla on CPU`. */
  readonly engine: string;
  readonly trials: number;
  readonly iterations: number;
  readonly startIteration: number;
  /** The ticket and the controls. */
  readonly groups: readonly string[];
  /** Every planned round; the first one's ticket is the dense net. */
  readonly rounds: readonly RoundResults[];
  /** Prunable weights of each parameter, in the order of the network. */
  readonly layers: Readonly<Record<string, number>>;
  readonly claims: readonly ClaimResult[];
  readonly paper: readonly PaperPoint[];
}

/** @throws {BadFileError} where a file of the run is torn or foreign. */
export function runData(
  run: RunListing & { readonly progress?: Progress; readonly outcome?: Outcome },
  { results, claims, notJudged }: Judged,
): RunData {
  const manifest = readManifest(run.path);
  const { spec, plan } = check(readFrozenSpec(run.path, manifest));
  const { dense, pruned } = manifest.iterationsPerCell;
  const planned = plan?.layers.flatMap(({ parameters }) => parameters.filter(({ prunable }) => prunable));
  return {
    path: run.path,
    name: run.label === undefined ? run.name : `${run.name} · ${run.label}`,
    ...(run.title !== undefined && { title: run.title }),
    state: shownState(run, run.outcome),
    says: [
      sentence(run, run.outcome),
      ...(results.missing ? [missingText(results.missing)] : []),
      ...(notJudged === undefined ? [] : [notJudgedText(notJudged)]),
    ].join(' '),
    ...(run.progress && { progress: run.progress }),
    engine: results.computedWith.map(({ engine, device }) => `${engine} on ${device}`).join(', '),
    trials: results.trials,
    iterations: dense,
    startIteration: dense - pruned,
    groups: [...new Set(results.arms.map(({ group }) => group))],
    rounds: results.rounds,
    layers: planned
      ? Object.fromEntries(planned.map(({ name, count }) => [name, count]))
      : (results.rounds[0]?.arms.ticket?.cells[0]?.alive ?? {}),
    claims,
    paper: spec && plan ? paperPoints(spec, plan) : [],
  };
}
