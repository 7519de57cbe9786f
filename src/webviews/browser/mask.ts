// The mask page: one layer's mask in one network, through the rounds, in comparison with another mask, and with its
// weights.
import { bitAt, pixels, sizeOf, survival, type Mask } from '../../runs/mask';
import { percent } from '../charts/chart';
import { layerName } from '../charts/layers-chart';
import { magnitudesChart } from '../charts/magnitudes-chart';
import { survivalChart } from '../charts/survival-chart';
import { layoutOf, marginsOf, weightAt } from '../mask-image';
import { axesOf, weightWords } from '../mask-words';
import {
  readToMaskPage,
  type FromMaskPage,
  type MaskFacts,
  type MaskPlace,
  type ToMaskPage,
} from '../messages/masks';
import { CanvasView, type Size } from './canvas-view';
import { ChartCard, type Save } from './chart-card';
import { element, find, setCaption, setText } from './dom';
import { connect } from './host';
import { theme, onTheme } from './theme';
import { css, palette } from './mask-colours';
import { showControls, type Shown } from './mask-controls';
import { drawnOf, type View } from './mask-drawn';
import { pngOf } from './mask-files';
import { showRounds, spread } from './mask-rounds';
import { drawPixels, showOverlap } from './mask-side';
import { keyOf, maskStore, placeOf } from './mask-store';

const PLAY_MS = 600;

let facts: MaskFacts | undefined;
let shown: Shown = {
  ...{ trial: 0, arm: 'ticket', round: -1, layer: '', view: 'mask' },
  other: { trial: 1, arm: 'ticket', round: -1 },
};
let playing: ReturnType<typeof setInterval> | undefined;

const host = connect<FromMaskPage, ToMaskPage>(readToMaskPage, (message) => {
  switch (message.type) {
    case 'masks':
      facts = message.facts;
      // Missing networks may exist by now.
      store.forgetMissing();
      choose({ ...(message.show ?? {}) });
      break;
    case 'mask':
    case 'missing':
    case 'weights':
      store.take(message);
      // Masks of other rounds are only for the small images.
      if ([shown, otherPlace()].some((place) => keyOf(place) === keyOf(message.place))) show();
      else showStrip();
      break;
    case 'magnitudes':
      store.take(message);
      if (keyOf(shown) === keyOf(message.place)) showMagnitudes();
      break;
    case 'error':
      find('page', HTMLElement).hidden = true;
      find('error', HTMLElement).hidden = false;
      setText(find('error', HTMLElement), message.message);
  }
});

const store = maskStore((message) => host.post(message));
const save = (file: Save): void => host.post({ type: 'save', ...file });
const nothing = { onArm: () => undefined, onPlace: () => undefined };
const cards = {
  magnitudes: new ChartCard('magnitudes', nothing, theme, save),
  rows: new ChartCard('rows', nothing, theme, save),
  columns: new ChartCard('columns', nothing, theme, save),
};
const masks = find('masks', HTMLElement);
const view = new CanvasView(find('canvas', HTMLCanvasElement), masks, rooms, readOut);

/** Width in CSS pixels of the card's padding and of the narrowest column of cards next to it. */
const CARD = 30;
const SIDE = 316;

/** The room for the mask: beside the other cards where the page is wide, or above them. */
function rooms(): readonly Size[] {
  const height = Math.max(320, 0.6 * innerHeight);
  const width = masks.clientWidth - CARD;
  return masks.clientWidth < 900
    ? [{ width, height }]
    : [
        { width: width - SIDE, height },
        { width, height },
      ];
}

function start(): void {
  const { kept } = host;
  if (typeof kept.shown === 'object' && kept.shown !== null) shown = { ...shown, ...kept.shown };
  find('side', HTMLElement).append(cards.magnitudes.element);
  find('charts', HTMLElement).append(cards.rows.element, cards.columns.element);
  const on = (id: string, act: () => void): void =>
    find(id, HTMLButtonElement).addEventListener('click', act);
  on('open-run', () => host.post({ type: 'open', what: 'run' }));
  on('open-spec', () => host.post({ type: 'open', what: 'spec' }));
  on('fit', () => view.fit());
  on('closer', () => view.zoom(1.5));
  on('farther', () => view.zoom(1 / 1.5));
  on('before', () => choose({ round: shown.round - 1 }));
  on('after', () => choose({ round: shown.round + 1 }));
  on('play', () => play(playing === undefined));
  on('save-png', savePng);
  on('save-csv', () => host.post({ type: 'csv', ...placeOf(shown) }));
  const select = (id: string, act: (value: string) => void): void =>
    find(id, HTMLSelectElement).addEventListener('change', ({ target }) =>
      act((target as HTMLSelectElement).value),
    );
  select('arm', (arm) => choose({ arm }));
  select('trial', (trial) => choose({ trial: Number(trial) }));
  select('view', (name) => choose({ view: name as View }));
  select('other-arm', (arm) => choose({ other: { ...shown.other, arm } }));
  select('other-trial', (trial) => choose({ other: { ...shown.other, trial: Number(trial) } }));
  select('other-round', (round) => choose({ other: { ...shown.other, round: Number(round) } }));
  find('round', HTMLInputElement).addEventListener('input', ({ target }) =>
    choose({ round: Number((target as HTMLInputElement).value) }),
  );
  document.body.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '[' || event.key === ']') choose({ round: shown.round + (event.key === ']' ? 1 : -1) });
    else if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) play(playing === undefined);
    else return;
    event.preventDefault();
  });
  onTheme(show);
  host.post({ type: 'ready' });
}

/** The trained rounds of an arm and trial. */
const roundsOf = ({ trial, arm }: { readonly trial: number; readonly arm: string }): readonly number[] =>
  (facts?.rounds ?? [])
    .map(({ round }) => round)
    .filter((round) => facts?.cells.includes(`${trial}/${arm}/${round}`));

function swatch(colour: number): HTMLElement {
  const made = element('span', { className: 'swatch square', aria: { hidden: 'true' } });
  made.style.background = css(colour);
  return made;
}

/** The mask to compare with. */
const otherPlace = (): MaskPlace => ({ ...shown.other, layer: shown.layer });

/** The nearest trained round, or the last for −1. Without trained rounds, the wanted one. */
function nearest(rounds: readonly number[], wanted: number): number {
  const last = rounds.at(-1);
  if (last === undefined) return wanted;
  if (wanted < 0) return last;
  return rounds.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best), last);
}

function choose(next: Partial<Shown>): void {
  if (!facts) return;
  const { arms, trials, layers } = facts;
  const wanted = { ...shown, ...next };
  // Stepping stops at the ends.
  if (next.round !== undefined) wanted.round = Math.max(0, next.round);
  if (!arms.includes(wanted.arm)) wanted.arm = 'ticket';
  if (wanted.trial >= trials) wanted.trial = 0;
  if (!layers.some(({ name }) => name === wanted.layer)) wanted.layer = layers[0]?.name ?? '';
  const round = nearest(roundsOf(wanted), wanted.round);
  const other = { ...wanted.other };
  if (!arms.includes(other.arm)) other.arm = 'ticket';
  if (other.trial >= trials) other.trial = 0;
  if (!roundsOf(other).includes(other.round))
    other.round = nearest(roundsOf(other), other.round < 0 ? round : other.round);
  shown = { ...wanted, round, other };
  host.keep({ run: facts.path, shown });
  show();
}

function show(): void {
  if (!facts) return;
  find('page', HTMLElement).hidden = false;
  find('error', HTMLElement).hidden = true;
  setText(find('name', HTMLElement), facts.name);
  showControls(facts, shown, roundsOf, choose);
  const { trial, arm, round, layer } = shown;
  const isTrained = roundsOf(shown).length > 0;
  const mask = isTrained ? store.mask(shown) : undefined;
  const why = isTrained ? store.missing(shown) : 'No trained network yet for this arm and trial.';
  const says = find('says', HTMLElement);
  says.hidden = why === undefined;
  setText(says, why ?? '');
  // Hides the previous mask if this one is missing.
  for (const part of [masks, find('charts', HTMLElement)]) part.hidden = why !== undefined;
  showStrip();
  if (!mask) return;
  const drawn = drawnOf(mask, shown.view, store, shown, otherPlace());
  if (!drawn) return;
  const { rows: inRows, columns: inColumns } = survival(mask);
  const { background, bar, cursor } = palette();
  view.show(drawn.image, marginsOf(mask, inRows, inColumns), { background, bar, cursor });
  const size = sizeOf(mask.shape);
  const left = inRows.reduce((sum, one) => sum + one, 0);
  const title = `${layerName(layer)} · ${round === 0 ? 'dense' : `${arm}, round ${round}`}, trial ${trial}`;
  const summary = summaryOf(mask, left, inRows, inColumns);
  setText(find('mask-title', HTMLElement), title);
  find('mask-key', HTMLElement).replaceChildren(
    ...drawn.key.flatMap(({ colour, says }) => [
      ...(colour === undefined ? [] : [swatch(colour)]),
      element('span', {}, says),
    ]),
  );
  setCaption(find('mask-summary', HTMLElement), summary);
  find('canvas', HTMLCanvasElement).setAttribute('aria-label', `${title}. ${summary}`);
  const { image = [], reads } = facts;
  drawPixels(layer === reads ? pixels(mask, image) : undefined, image, palette(), title, save);
  showOverlap(mask, shown.view === 'compare' ? store.known(otherPlace()).mask : undefined);
  const [rowName, columnName] = axesOf(mask.shape);
  // Draws the mask before the charts.
  requestAnimationFrame(() =>
    setTimeout(() => {
      showMagnitudes();
      void cards.rows.show(survivalChart('rows', rowName, inRows, size / inRows.length));
      void cards.columns.show(survivalChart('columns', columnName, inColumns, size / inColumns.length));
    }),
  );
  document.body.dataset.shown = `${keyOf(shown)} ${shown.view} ${left}`;
}

/** Shows the histogram of the weights, or requests it. */
function showMagnitudes(): void {
  const histogram = store.magnitudes(shown);
  if (histogram) void cards.magnitudes.show(magnitudesChart(histogram));
}

/** Shows the layer's mask in all rounds. */
function showStrip(): void {
  const { arm, trial, layer } = shown;
  const all = spread(roundsOf(shown)).map((round) => {
    const place = { trial, arm, round, layer };
    return { round, key: keyOf(place), mask: store.mask(place) };
  });
  showRounds(all, shown.round, (round) => choose({ round }));
}

function summaryOf(mask: Mask, left: number, inRows: Uint32Array, inColumns: Uint32Array): string {
  const size = sizeOf(mask.shape);
  const count = (value: number): string => value.toLocaleString('en');
  const gone = (counts: Uint32Array, name: string): string =>
    `${count(counts.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0))} of ${count(counts.length)} ${name}s`;
  const [rowName, columnName] = axesOf(mask.shape);
  const kept = `${count(left)} of ${count(size)} weights kept (${percent(left / size)}).`;
  const axes = layoutOf(mask.shape).isTurned ? [rowName, columnName] : [columnName, rowName];
  return `${kept} Fully pruned: ${gone(inRows, rowName)} and ${gone(inColumns, columnName)}. From left to right: ${axes[0]}s; from top to bottom: ${axes[1]}s.`;
}

/** Starts or stops playing through the rounds in a loop. */
function play(isOn: boolean): void {
  clearInterval(playing);
  playing = isOn
    ? setInterval(() => {
        const there = roundsOf(shown);
        const next = there[there.indexOf(shown.round) + 1] ?? there[0];
        if (next !== undefined) choose({ round: next });
      }, PLAY_MS)
    : undefined;
  const button = find('play', HTMLButtonElement);
  setText(button, isOn ? 'Pause' : 'Play');
  button.setAttribute('aria-pressed', String(isOn));
}

/** Describes the weight under the cursor. */
function readOut(at: { x: number; y: number } | undefined): void {
  const { mask, weights } = store.known(shown);
  const layout = layoutOf(mask?.shape ?? []);
  const weight = at && weightAt(layout, at.x, at.y);
  if (!mask || weight === undefined) {
    setText(find('cell', HTMLOutputElement), 'Point at a weight, or use the arrow keys.');
    return;
  }
  const image = shown.layer === facts?.reads ? facts.image : [];
  const [from, to] = [weights?.initial?.[weight], weights?.trained?.[weight]];
  const number = (value: number): string => value.toPrecision(4);
  setText(
    find('cell', HTMLOutputElement),
    [
      `${weightWords(mask.shape, weight, image)}: ${bitAt(mask.bits, weight) === 1 ? 'kept' : 'pruned'}`,
      ...(from === undefined ? [] : [`initial ${number(from)}`]),
      ...(to === undefined ? [] : [`trained ${number(to)}`]),
    ].join(' · '),
  );
}

function savePng(): void {
  const { mask } = store.known(shown);
  const drawn = mask && drawnOf(mask, shown.view, store, shown, otherPlace());
  const title = `${facts?.name ?? ''}: ${find('mask-title', HTMLElement).textContent}`;
  if (!drawn) return;
  const content = pngOf(drawn, title);
  if (content === undefined)
    setText(
      find('cell', HTMLOutputElement),
      'The image is too large for this browser. Save the weights as CSV instead.',
    );
  else
    save({
      name: `${layerName(shown.layer)} ${shown.arm} round ${shown.round} trial ${shown.trial} ${shown.view}`,
      ...{ extension: 'png', content },
    });
}

start();

/** Lets tests wait until everything is drawn. */
Object.assign(window, {
  ticketSettled: () => Promise.all(Object.values(cards).map((card) => card.view.settled())),
});
