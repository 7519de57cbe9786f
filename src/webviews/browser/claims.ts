// The list of a run's claims, a row each: verdict, numbers with the required bound, and controls on request.
import { requiredText, valueText } from '../../runs/claim-words';
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
  // Keeps what the user opened, by the claim's place.
  const list = find('claim-list', HTMLElement);
  const open = [...list.querySelectorAll('details')].map((one) => one.open);
  list.replaceChildren(...claims.map((claim) => item(claim, round, choose)));
  list.querySelectorAll('details').forEach((one, i) => (one.open = open[i] ?? false));
}

function item(claim: Claim, round: number, choose: (claim: Claim) => void): HTMLElement {
  const { says, verdict, because, density, controls, value } = claim;
  return element(
    'li',
    { className: 'claim', data: { verdict } },
    element('span', { className: 'mark', aria: { hidden: 'true' } }, marks[verdict]),
    element(
      'details',
      {},
      element(
        'summary',
        {},
        element('strong', {}, says),
        element('span', { className: 'verdict' }, verdict),
        element(
          'span',
          { className: 'numbers' },
          [valueText(claim, value) ?? 'no value yet', requiredText(claim)].join(', '),
        ),
        ...(controls.length > 0 ? [element('span', { className: 'quiet' }, controlsText(controls))] : []),
      ),
      element('p', {}, because),
      element('p', { className: 'quiet' }, registration(claim)),
      ...(controls.length > 0
        ? [
            element(
              'ul',
              {},
              ...controls.map((one) =>
                element(
                  'li',
                  {},
                  `With ${one.control}, the statement ${said(one.statement)}: ${one.because}`,
                ),
              ),
            ),
          ]
        : []),
    ),
    element(
      'div',
      { className: 'quiet where' },
      ...(claim.round === undefined
        ? []
        : [
            element(
              'button',
              {
                type: 'button',
                className: 'link',
                title: 'Show this round in the charts',
                onclick: () => choose(claim),
                aria: { pressed: String(claim.round === round) },
              },
              `Round ${claim.round}${density === undefined ? '' : `, ${percent(density)} density`}`,
            ),
          ]),
      preregistered(claim),
    ),
  );
}

const preregistered = (claim: Claim): HTMLElement =>
  element(
    'span',
    { className: 'badge', title: registration(claim) },
    claim.writtenBeforeData ? 'Preregistered' : 'Exploratory',
  );

/** The explanation of the badge, which the open row also shows: a tooltip needs a pointer. */
const registration = ({ writtenBeforeData }: Claim): string =>
  writtenBeforeData
    ? 'Preregistered: the claim was in the spec before this round had results.'
    : 'Exploratory: the claim was added or changed after this round had results.';

/** The controls in a few words, such as `reinit fails as required`. */
function controlsText(controls: Claim['controls']): string {
  const named = (wanted: Claim['verdict']): readonly string[] =>
    controls.filter(({ statement }) => statement === wanted).map(({ control }) => control);
  const parts = [
    ['fails', 'fails as required', 'fail as required'],
    ['holds', 'holds but must fail', 'hold but must fail'],
    ['undecided', 'is undecided', 'are undecided'],
  ] as const;
  return parts
    .flatMap(([verdict, one, many]) => {
      const found = named(verdict);
      return found.length === 0 ? [] : [`${found.join(', ')} ${found.length === 1 ? one : many}`];
    })
    .join('; ');
}

const said = (verdict: Claim['verdict']): string => (verdict === 'undecided' ? 'is undecided' : verdict);
