// A run as a row of the runs table.
import type { OpenRun } from '../runs/editor/open-runs';
import type { RunResults } from '../runs/results';
import { shownState } from '../runs/outcome';
import type { Facts } from '../runs/compare';
import path from 'node:path';

export interface TableRow {
  /** The run directory. */
  readonly path: string;
  readonly name: string;
  /** The run's user-given name, or the first 8 characters of its identity. */
  readonly title: string;
  readonly tags: string;
  readonly state: string;
  readonly createdAt: string;
  /** Networks trained, and networks planned. */
  readonly finished: number;
  readonly total: number;
  readonly claims: string;
  /** Test accuracy, mean over trials: of the dense network, the ticket's best round, and its last round. */
  readonly dense: number | null;
  readonly best: number | null;
  readonly bestAt: number | null;
  readonly last: number | null;
  readonly lastEnd: number | null;
  readonly lastAt: number | null;
  /** Early-stop iteration in the last round, mean over trials. */
  readonly earlyStop: number | null;
  /** The values of its spec, data and engine, as text by dotted path. */
  readonly facts: Readonly<Record<string, string>>;
}

/** @param read the contents of its files; undefined if they are unreadable */
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
