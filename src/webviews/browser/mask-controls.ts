// The controls above a mask: layer, arm, trial, round, view, and the mask to compare with.
import { percent } from '../charts/chart';
import { layerName } from '../charts/layers-chart';
import type { MaskFacts, MaskPlace } from '../messages/masks';
import { element, find, setText } from './dom';
import type { View } from './mask-drawn';

/** The selection. */
export interface Shown extends MaskPlace {
  readonly view: View;
  readonly other: Omit<MaskPlace, 'layer'>;
}

/** Fills the controls with the available options and the selection. */
export function showControls(
  { layers, arms, trials, rounds }: MaskFacts,
  shown: Shown,
  roundsOf: (of: { readonly trial: number; readonly arm: string }) => readonly number[],
  choose: (next: { readonly layer: string }) => void,
): void {
  const at = find('layers', HTMLElement);
  if (at.childElementCount !== layers.length)
    at.replaceChildren(
      ...layers.map(({ name }) =>
        element(
          'button',
          { type: 'button', data: { layer: name }, onclick: () => choose({ layer: name }) },
          layerName(name),
        ),
      ),
    );
  for (const button of at.querySelectorAll('button'))
    button.setAttribute('aria-pressed', String(button.dataset.layer === shown.layer));
  options(
    'arm',
    arms.map((arm) => [arm, arm]),
    shown.arm,
  );
  const ofTrials = Array.from({ length: trials }, (_, trial): [string, string] => [
    String(trial),
    String(trial),
  ]);
  options('trial', ofTrials, String(shown.trial));
  find('view', HTMLSelectElement).value = shown.view;
  find('other', HTMLElement).hidden = shown.view !== 'compare';
  options(
    'other-arm',
    arms.map((arm) => [arm, arm]),
    shown.other.arm,
  );
  options('other-trial', ofTrials, String(shown.other.trial));
  options(
    'other-round',
    roundsOf(shown.other).map((round) => [String(round), String(round)]),
    String(shown.other.round),
  );
  const there = roundsOf(shown);
  const slider = find('round', HTMLInputElement);
  [slider.min, slider.max, slider.value] = [
    String(there[0] ?? 0),
    String(there.at(-1) ?? 0),
    String(shown.round),
  ];
  slider.disabled = there.length === 0;
  const words =
    there.length === 0
      ? ''
      : `${shown.round === 0 ? 'Dense' : `Round ${shown.round}`} · ${percent(rounds[shown.round]?.density ?? 1)} density`;
  slider.setAttribute('aria-valuetext', words);
  setText(find('round-words', HTMLElement), words);
  find('before', HTMLButtonElement).disabled = shown.round <= (there[0] ?? 0);
  find('after', HTMLButtonElement).disabled = shown.round >= (there.at(-1) ?? 0);
}

function options(id: string, all: readonly (readonly [value: string, text: string])[], chosen: string): void {
  const select = find(id, HTMLSelectElement);
  const text = JSON.stringify(all);
  if (select.dataset.of !== text) {
    select.replaceChildren(...all.map(([value, label]) => element('option', { value }, label)));
    select.dataset.of = text;
  }
  select.value = chosen;
}
