// Report of a queue of runs: a row per run, and how often each claim holds.
import path from 'node:path';
import { visible } from '../escape/terminal';
import { sayValue } from '../language/sweep';
import { outcomeOf } from '../runs/outcome';
import { readStatus } from '../runs/state';
import type { ExaminedCombination } from '../runner/examine';
import { notJudgedText, type Judged } from '../runner/judge';
import type { Prepared } from '../runner/prepare';
import { SIGNS } from './report';
import { percent, points, table } from './table';

export interface Concluded {
  readonly combination: Pick<ExaminedCombination, 'file' | 'change'>;
  readonly prepared: Pick<Prepared, 'runDir'>;
  readonly judged: Judged;
}

/**
 * A row per run: its spec if there are `several`, its swept values, the accuracies of its smallest winning ticket, and
 * the verdicts on the claims.
 */
export function queueReport(concluded: readonly Concluded[], several: boolean): string {
  const paths = [...new Set(concluded.flatMap(({ combination }) => Object.keys(combination.change)))];
  const hasClaims = concluded.some(({ judged }) => judged.claims.length > 0);
  const states = concluded.map(({ prepared: { runDir } }) => readStatus(runDir).state);
  const isAllFinished = states.every((state) => state === 'finished');
  const rows = concluded.map(({ combination, prepared, judged }, index) => [
    ...(several ? [specName(combination)] : []),
    ...paths.map((one) => (one in combination.change ? sayValue(combination.change[one]) : '')),
    ...accuracies(judged),
    ...(hasClaims ? [judged.claims.map(({ verdict }) => SIGNS[verdict]).join(' ')] : []),
    ...(isAllFinished ? [] : [states[index] ?? '']),
    path.basename(prepared.runDir),
  ]);
  const header = [
    ...(several ? ['spec'] : []),
    ...paths,
    'density %',
    'dense',
    'ticket',
    'ticket − dense',
    ...(hasClaims ? ['claims'] : []),
    ...(isAllFinished ? [] : ['state']),
    'run',
  ];
  return [
    table(header, rows),
    '',
    'Test accuracy in % at early stop, mean over trials. The row shows the smallest winning ticket: it and all denser tickets are',
    'at most 0.2 points below the dense network. If no ticket wins, the row shows the densest one.',
    ...concluded.flatMap(({ prepared, judged: { notJudged } }) =>
      notJudged === undefined ? [] : [`${path.basename(prepared.runDir)}: ${notJudgedText(notJudged)}`],
    ),
    ...[...bySpec(concluded)].flatMap(([name, those]) => claimsText(those, several ? ` of ${name}` : '')),
  ].join('\n');
}

/** The path of a spec, relative to the current folder. */
export const specName = ({ file }: Pick<ExaminedCombination, 'file'>): string =>
  visible(path.relative('.', file) || file);

function bySpec(concluded: readonly Concluded[]): ReadonlyMap<string, readonly Concluded[]> {
  const specs = new Map<string, Concluded[]>();
  for (const one of concluded) {
    const name = specName(one.combination);
    specs.set(name, [...(specs.get(name) ?? []), one]);
  }
  return specs;
}

/** Counts, for each claim of a spec, the runs in which it holds. */
function claimsText(concluded: readonly Concluded[], of: string): readonly string[] {
  const claims = concluded[0]?.judged.claims ?? [];
  if (claims.length === 0) return [];
  return [
    '',
    visible(`Claims${of}`),
    ...claims.map(({ says }, index) => {
      const holding = concluded.filter(({ judged }) => judged.claims[index]?.verdict === 'holds').length;
      return `${index + 1}. ${visible(says)}: holds in ${holding} of ${concluded.length}`;
    }),
  ];
}

function accuracies(judged: Judged): readonly string[] {
  const { ticket } = outcomeOf(judged);
  const dense = judged.results.rounds[0]?.arms.ticket?.testAccuracy?.mean;
  if (!ticket) return ['–', dense === undefined ? '–' : percent(dense), '–', '–'];
  return [
    percent(ticket.density),
    percent(ticket.dense),
    percent(ticket.ticket),
    points(ticket.ticket - ticket.dense),
  ];
}
