// A run as a row among others: what it is and what it has come to.
import type { OpenRun } from '../runs/editor/open-runs';
import type { RunResults } from '../runs/results';
import { shownState } from '../runs/outcome';
import type { Facts } from '../runs/compare';
import path from 'node:path';

export interface TableRow {
  /** The run directory. */
  readonly path: string;
  readonly name: string;
  /** What people call it, or the beginning of its identity. */
  readonly title: string;
  readonly tags: string;
  readonly state: string;
  readonly createdAt: string;
  /** Networks that are trained, and those that are planned. */
  readonly finished: number;
  readonly total: number;
  readonly claims: string;
  /** Test accuracy, mean over trials: of the dense net, and of the ticket where it is best and after the last round. */
  readonly dense: number | null;
  readonly best: number | null;
  readonly bestAt: number | null;
  readonly last: number | null;
  readonly lastEnd: number | null;
  readonly lastAt: number | null;
  /** Iteration of early stop after the last round, mean over trials. */
  readonly earlyStop: number | null;
  /** All that its spec says and that it was computed from, as text by dotted path. */
  readonly facts: Readonly<Record<string, string>>;
}

/** @param read what its files say; undefined where they cannot be read */
export function tableRow(
  run: OpenRun,
  read: { readonly results: RunResults; readonly facts: Facts } | undefined,
): TableRow {
  const rounds = (read?.results.rounds ?? []).flatMap(({ density, arms: { ticket } }) =>
    ticket?.testAccuracy ? [{ density, ticket, accuracy: ticket.testAccuracy.mean }] : [],
  );
  const [first] = rounds;
  const last = rounds.at(-1);
  const best = rounds.reduce<(typeof rounds)[number] | undefined>(
    (a, b) => (a && a.accuracy >= b.accuracy ? a : b),
    undefined,
  );
  const { outcome } = run;
  const claims = outcome ? outcome.holds + outcome.fails + outcome.undecided : 0;
  return {
    path: run.path,
    name: run.name,
    title: run.label ?? path.basename(run.path).replace(/^.*-/, '').slice(0, 8),
    tags: run.tags.map((tag) => `#${tag}`).join(' '),
    state: shownState(run, outcome),
    createdAt: run.createdAt,
    finished: run.finished,
    total: run.total,
    claims: outcome && claims > 0 ? `${outcome.holds}/${claims}` : '',
    dense: first?.accuracy ?? null,
    best: best?.accuracy ?? null,
    bestAt: best?.density ?? null,
    last: last?.accuracy ?? null,
    lastEnd: last?.ticket.testAccuracyAtEnd?.mean ?? null,
    lastAt: last?.density ?? null,
    earlyStop: last?.ticket.earlyStopIteration?.mean ?? null,
    facts: Object.fromEntries(
      Object.entries(read?.facts ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}
