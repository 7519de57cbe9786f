// The list of a run's claims, with verdicts, numbers and controls.
import type { ClaimResult as Claim } from '../../runs/types';
import { percent } from '../charts/chart';
import { element, find } from './dom';

const marks = { holds: '✓', fails: '✗', undecided: '?' } as const;

export function claimList(claims: readonly Claim[], round: number, choose: (claim: Claim) => void): void {
  const at = find('claims', HTMLElement);
  at.hidden = claims.length === 0;
  const text = JSON.stringify([claims, round]);
  if (at.dataset.of === text) return;
  at.dataset.of = text;
  find('claim-list', HTMLElement).replaceChildren(...claims.map((claim) => item(claim, round, choose)));
}

function item(claim: Claim, round: number, choose: (claim: Claim) => void): HTMLElement {
  const { says, verdict, because, density, controls, writtenBeforeData } = claim;
  return element(
    'li',
    { className: 'claim', data: { verdict } },
    element('span', { className: 'mark', aria: { hidden: 'true' } }, marks[verdict]),
    element(
      'div',
      {},
      element('strong', {}, says),
      element('span', { className: 'verdict' }, verdict),
      element('p', {}, because),
      controls.length > 0
        ? element(
            'ul',
            {},
            ...controls.map((one) =>
              element('li', {}, `With ${one.control}, the statement ${said(one.statement)}: ${one.because}`),
            ),
          )
        : undefined,
      element(
        'p',
        { className: 'quiet' },
        writtenBeforeData ? 'Written before its data existed.' : 'Written after its data existed.',
        claim.round === undefined
          ? undefined
          : element(
              'button',
              {
                type: 'button',
                className: 'link',
                onclick: () => choose(claim),
                aria: { pressed: String(claim.round === round) },
              },
              `Round ${claim.round}${density === undefined ? '' : `, ${percent(density)} density`}`,
            ),
      ),
    ),
  );
}

const said = (verdict: Claim['verdict']): string => (verdict === 'undecided' ? 'is undecided' : verdict);
