// Formats a run's results and claims as text, for `ticket run` and `ticket show`.
import { visible } from '../escape/terminal';
import type { ArmResults, RunResults } from '../runs/results';
import type { Summary } from '../runs/statistics';
import type { ClaimResult } from '../runs/types';
import { missingText } from '../runs/whole';
import { notJudgedText, type Judged } from '../runner/judge';
import { integer, percent, table } from './table';

export function report({ results, claims, notJudged }: Judged): string {
  const title = results.title ?? results.name;
  return [
    visible(`${title}  (${results.identity})`),
    ...results.computedWith.map(({ engine, backend, library, device }) =>
      visible(`Computed with ${backend} ${library} on the ${device}, engine ${engine}`),
    ),
    '',
    roundsTable(results),
    legend(results),
    ...(results.missing ? ['', missingText(results.missing)] : []),
    ...claimsText(claims),
    ...(notJudged === undefined ? [] : ['', notJudgedText(notJudged)]),
  ].join('\n');
}

function roundsTable({ rounds, arms }: RunResults): string {
  const groups = [...new Set(arms.map(({ group }) => group))];
  const header = ['round', 'weights', 'density %', ...groups, 'early stop'];
  const rows = rounds
    .filter((round) => Object.keys(round.arms).length > 0)
    .map((round) => [
      String(round.round),
      integer(round.weights),
      percent(round.density),
      ...groups.map((group) => accuracy(round.arms[group])),
      iterations(round.arms.ticket?.earlyStopIteration),
    ]);
  return table(header, rows);
}

function accuracy(arm: ArmResults | undefined): string {
  if (!arm) return '–';
  const found = arm.testAccuracy;
  const lost = arm.diverged > 0 ? ` ${arm.diverged} diverged` : '';
  if (!found) return lost.trim() || '–';
  const { mean, min, max, n } = found;
  return (n === 1 ? percent(mean) : `${percent(mean)} (${percent(min)}–${percent(max)})`) + lost;
}

const iterations = (found: Summary | undefined): string => (found ? integer(found.mean) : '–');

function legend({ rounds, trials }: RunResults): string {
  const counts = Object.entries(rounds.at(-1)?.arms ?? {}).map(
    ([group, { cells }]) => `${visible(group)} ${cells.length}`,
  );
  return `\nTest accuracy in % at early stop: mean (min–max) over ${trials} trial${trials === 1 ? '' : 's'}${counts.length > 0 ? `; networks in the last round: ${counts.join(', ')}` : ''}.\nRound 0 is the dense network. Early stop: iteration of the lowest validation loss, mean over tickets.`;
}

/** The sign of each verdict. */
export const SIGNS = { holds: '✓', fails: '✗', undecided: '?' } as const;

const THERE = { holds: 'but it holds there', fails: 'it fails there', undecided: 'undecided there' } as const;

function claimsText(claims: readonly ClaimResult[]): readonly string[] {
  if (claims.length === 0) return [];
  const lines = claims.flatMap((claim) => [
    `${SIGNS[claim.verdict]} ${claim.says}: ${claim.verdict}${claim.writtenBeforeData ? '' : ' (written after the data)'}`,
    `    ${claim.because}`,
    ...claim.controls.map(
      ({ control, statement, because }) => `    must fail for ${control}: ${THERE[statement]}. ${because}`,
    ),
  ]);
  return ['', 'Claims', ...lines.map(visible)];
}
