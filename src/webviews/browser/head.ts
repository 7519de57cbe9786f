// The header of the run page: the run's status, the arm buttons and the round picker.
import { duration } from '../../runs/tally';
import { percent } from '../charts/chart';
import type { Choice } from '../charts/density-chart';
import type { RunData } from '../run-data';
import { element, find, setText } from './dom';

const symbols: Readonly<Record<string, string>> = {
  running: '▶',
  stopping: '■',
  stuck: '!',
  stopped: 'Ⅱ',
  interrupted: 'Ⅱ',
  diverged: '!',
  failed: '!',
  finished: '●',
  'claims hold': '✓',
  'claims fail': '✗',
};

export function header(run: RunData): void {
  const state = find('state', HTMLElement);
  state.dataset.state = run.state;
  setText(find('name', HTMLElement), run.title ?? run.name);
  setText(state, `${symbols[run.state] ?? ''} ${run.state}`);
  setText(find('says', HTMLElement), run.says);
  const { progress, trials, iterations, groups } = run;
  setText(
    find('facts', HTMLElement),
    [
      ...(run.title === undefined ? [] : [run.name]),
      run.rounds.length === 2 ? '1 round' : `${run.rounds.length - 1} rounds`,
      trials === 1 ? '1 trial' : `${trials} trials`,
      groups.length === 1
        ? 'no controls'
        : `${groups.length - 1} ${groups.length === 2 ? 'control' : 'controls'}`,
      `${iterations.toLocaleString('en')} iterations per network`,
      ...(run.engine === '' ? [] : [run.engine]),
    ].join(' · '),
  );
  const bar = find('progress', HTMLProgressElement);
  const words = find('progress-words', HTMLElement);
  bar.hidden = words.hidden = !progress;
  if (!progress) return;
  bar.value = progress.share;
  const { finished, total, iterationsPerSecond: speed, secondsLeft } = progress;
  setText(
    words,
    [
      percent(progress.share),
      `${finished} of ${total} networks`,
      ...(speed === undefined ? [] : [`${Math.round(speed).toLocaleString('en')} iterations/s`]),
      ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ].join(' · '),
  );
}

interface Arms {
  readonly group: string;
  colourOf(group: string): string;
}

/** A button per arm. Hover or focus highlights the arm in all charts; a click shows its curves. */
export function armButtons(
  { groups }: RunData,
  { group, colourOf }: Arms,
  heard: { choose(next: { group: string }): void; light(group: string): void },
): void {
  const at = find('arms', HTMLElement);
  if (at.childElementCount !== groups.length)
    at.replaceChildren(
      ...groups.map((name) =>
        element(
          'button',
          {
            type: 'button',
            data: { group: name },
            onclick: () => heard.choose({ group: name }),
            onmouseenter: () => heard.light(name),
            onmouseleave: () => heard.light(''),
            onfocus: () => heard.light(name),
            onblur: () => heard.light(''),
          },
          element('span', { className: 'swatch', aria: { hidden: 'true' } }),
          name,
        ),
      ),
    );
  for (const button of at.querySelectorAll('button')) {
    const { group: name = '' } = button.dataset;
    button.setAttribute('aria-pressed', String(name === group));
    button.querySelector<HTMLElement>('.swatch')?.style.setProperty('background', colourOf(name));
  }
}

export function roundPicker(
  { rounds }: RunData,
  { round, at }: Pick<Choice, 'round' | 'at'>,
  choose: (next: { round?: number; at?: Choice['at'] }) => void,
): void {
  const slider = find('round', HTMLInputElement);
  const shown = rounds[round];
  const words = `${round === 0 ? 'Dense' : `Round ${round}`} · ${percent(shown?.density ?? 1)} density`;
  slider.max = String(rounds.length - 1);
  slider.value = String(round);
  slider.setAttribute('aria-valuetext', words);
  slider.oninput = () => choose({ round: Number(slider.value) });
  setText(
    find('round-words', HTMLElement),
    `${words} · ${(shown?.weights ?? 0).toLocaleString('en')} weights`,
  );
  const [before, after] = [find('before', HTMLButtonElement), find('after', HTMLButtonElement)];
  before.disabled = round === 0;
  after.disabled = round === rounds.length - 1;
  before.onclick = () => choose({ round: round - 1 });
  after.onclick = () => choose({ round: round + 1 });
  for (const button of document.querySelectorAll<HTMLButtonElement>('#at button')) {
    const own = button.dataset.at === 'end' ? 'end' : 'early stop';
    button.setAttribute('aria-pressed', String(own === at));
    button.onclick = () => choose({ at: own });
  }
}
