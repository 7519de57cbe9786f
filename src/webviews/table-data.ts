// A run as a row of the runs table.
import type { Facts } from '../runs/compare';
import type { OpenRun } from '../runs/editor/open-runs';
import { shownState } from '../runs/outcome';
import type { ArmResults, RunResults } from '../runs/results';
import { deviation } from '../runs/statistics';
import type { Metric } from '../runs/types';
import { smallestWinning, ticketRounds } from '../runs/winning';

/** A metric over trials. */
export interface OverTrials {
  readonly mean: number;
  /** Sample standard deviation; 0 for one trial. */
  readonly deviation: number;
  readonly n: number;
}

export interface TableRow {
  /** The run directory. */
  readonly path: string;
  readonly name: string;
  /** The run's label in the Runs view. */
  readonly title: string;
  readonly tags: string;
  readonly state: string;
  /** Why it failed or diverged; empty otherwise. */
  readonly reason: string;
  readonly createdAt: string;
  /** Networks trained, and networks planned. */
  readonly finished: number;
  readonly total: number;
  readonly claims: string;
  /** Test accuracy of the dense network at early stop. */
  readonly dense: OverTrials | null;
  /** The most accurate pruned round, and its density. */
  readonly best: OverTrials | null;
  readonly bestAt: number | null;
  /** Density of the smallest winning ticket (`runs/winning.ts`). */
  readonly winningAt: number | null;
  /** The last round: test accuracy at early stop and at the end of training, density, and early-stop iteration. */
  readonly last: OverTrials | null;
  readonly lastEnd: OverTrials | null;
  readonly lastAt: number | null;
  readonly earlyStop: OverTrials | null;
  /** The values of its spec, data and engine, as text by dotted path. */
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * @param title the run's label in the Runs view
 * @param read the contents of its files; undefined if they are unreadable
 */
export function tableRow(
  run: OpenRun,
  title: string,
  read: { readonly results: RunResults; readonly facts: Facts } | undefined,
): TableRow {
  const measured = (read?.results.rounds ?? []).flatMap(({ round, density, arms: { ticket } }) =>
    ticket?.testAccuracy ? [{ round, density, ticket, accuracy: ticket.testAccuracy.mean }] : [],
  );
  const dense = measured.find(({ round }) => round === 0);
  const pruned = measured.filter(({ round }) => round > 0);
  const last = measured.at(-1);
  const best = pruned.toSorted((a, b) => b.accuracy - a.accuracy)[0];
  const winning = read && smallestWinning(ticketRounds(read.results));
  const { outcome, message = '' } = run;
  const claims = outcome ? outcome.holds + outcome.fails + outcome.undecided : 0;
  return {
    path: run.path,
    name: run.name,
    title,
    tags: run.tags.map((tag) => `#${tag}`).join(' '),
    state: shownState(run, outcome),
    reason: ['failed', 'diverged', 'interrupted', 'stuck'].includes(run.state) ? message : '',
    createdAt: run.createdAt,
    finished: run.finished,
    total: run.total,
    claims: outcome && claims > 0 ? `${outcome.holds}/${claims}` : '',
    dense: overTrials(dense?.ticket, 'testAccuracy'),
    best: overTrials(best?.ticket, 'testAccuracy'),
    bestAt: best?.density ?? null,
    winningAt: winning?.density ?? null,
    last: overTrials(last?.ticket, 'testAccuracy'),
    lastEnd: overTrials(last?.ticket, 'testAccuracyAtEnd'),
    lastAt: last?.density ?? null,
    earlyStop: overTrials(last?.ticket, 'earlyStopIteration'),
    facts: Object.fromEntries(
      Object.entries(read?.facts ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}

function overTrials(arm: ArmResults | undefined, metric: Metric): OverTrials | null {
  const own = arm?.[metric];
  if (!arm || !own) return null;
  const values = arm.cells.map((cell) => cell.values[metric]).filter((value) => value !== undefined);
  return { mean: own.mean, deviation: deviation(values), n: own.n };
}
