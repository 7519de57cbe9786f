// Data of the run panel and the report: the same numbers that `ticket show --json` prints.
import { readFrozenSpec, readManifest } from '../runs/manifest';
import type { RoundResults } from '../runs/results';
import type { RunListing } from '../runs/list';
import { sentence, shownState, type Outcome, type ShownState } from '../runs/outcome';
import type { Progress } from '../runs/tally';
import type { ClaimResult } from '../runs/types';
import { isLive, isResumable } from '../runs/watch';
import { missingText } from '../runs/whole';
import { check } from '../language/check';
import { notJudgedText, type Judged } from '../runner/judge';
import { paperPoints, type PaperPoint } from './paper';

export type Action = 'stop' | 'resume' | 'run';

export interface RunData {
  readonly path: string;
  /** The spec's name, followed by the run's own name, or the values that differ from other runs. */
  readonly name: string;
  readonly title?: string;
  readonly state: ShownState;
  /** Commands that apply to the run now. */
  readonly actions: readonly Action[];
  /** The run's status in a sentence. */
  readonly says: string;
  readonly progress?: Progress;
  /** Engine and device, such as `xla on CPU`. */
  readonly engine: string;
  readonly trials: number;
  readonly iterations: number;
  readonly startIteration: number;
  /** The ticket and the controls. */
  readonly groups: readonly string[];
  /** All planned rounds. The ticket of round 0 is the dense network. */
  readonly rounds: readonly RoundResults[];
  /** Prunable weights of each parameter, in network order. */
  readonly layers: Readonly<Record<string, number>>;
  readonly claims: readonly ClaimResult[];
  readonly paper: readonly PaperPoint[];
}

/** @throws {BadFileError} if a file of the run is damaged or belongs to another run. */
export function runData(
  run: RunListing & {
    readonly progress?: Progress;
    readonly outcome?: Outcome;
    readonly difference?: string;
  },
  { results, claims, notJudged }: Judged,
): RunData {
  const manifest = readManifest(run.path);
  const { spec, plan } = check(readFrozenSpec(run.path, manifest));
  const { dense, pruned } = manifest.iterationsPerCell;
  const planned = plan?.layers.flatMap(({ parameters }) => parameters.filter(({ prunable }) => prunable));
  return {
    path: run.path,
    name: [run.name, run.label ?? run.difference].filter((one) => one !== undefined).join(' · '),
    ...(run.title !== undefined && { title: run.title }),
    state: shownState(run, run.outcome),
    actions: actionsOf(run),
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

function actionsOf(run: RunListing): readonly Action[] {
  if (isLive(run)) return run.stopping ? [] : ['stop'];
  return [
    ...(isResumable(run) ? (['resume'] as const) : []),
    ...(run.specPath === undefined ? [] : (['run'] as const)),
  ];
}
