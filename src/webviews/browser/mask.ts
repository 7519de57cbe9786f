// The page of masks: one layer's mask in one network, how it goes from round to round, how it agrees with another, and
// the weights behind it.
import { bitAt, overlap, pixels, population, sizeOf, survival, type Mask } from '../../runs/mask';
import { csv } from '../../runs/csv-text';
import { percent } from '../charts/chart';
import { survivalChart } from '../charts/survival-chart';
import { layerName } from '../charts/layers-chart';
import {
  comparedImage,
  layoutOf,
  maskImage,
  signImage,
  weightAt,
  weightsImage,
  type Image,
} from '../mask-image';
import {
  readToMaskPage,
  type FromMaskPage,
  type MaskFacts,
  type MaskPlace,
  type ToMaskPage,
} from '../messages/masks';
import { CanvasView } from './canvas-view';
import { ChartCard, type Save } from './chart-card';
import { element, find, setText } from './dom';
import { connect } from './host';
import { look, onTheme } from './look';
import { css, palette } from './mask-colours';
import { drawPixels, overlapTable } from './mask-side';

type View = 'mask' | 'compare' | 'initial' | 'trained' | 'change' | 'sign';

interface Shown extends MaskPlace {
  readonly view: View;
  readonly other: Omit<MaskPlace, 'layer'>;
}

interface Weights {
  readonly initial?: Float32Array;
  readonly trained?: Float32Array;
  readonly why?: string;
}

/** Masks that were shown last, by place: to play is to ask for the same again. */
const MOST_MASKS = 64;
const PLAY_MS = 600;

let facts: MaskFacts | undefined;
let shown: Shown = {
  ...{ trial: 0, arm: 'ticket', round: -1, layer: '', view: 'mask' },
  other: { trial: 1, arm: 'ticket', round: -1 },
};
const masks = new Map<string, Mask>();
const asked = new Set<string>();
const missing = new Map<string, string>();
let weights: { readonly of: string; readonly values: Weights } | undefined;
let playing: ReturnType<typeof setInterval> | undefined;

const keyOf = ({ trial, arm, round, layer }: MaskPlace): string => `${trial}/${arm}/${round}/${layer}`;

const host = connect<FromMaskPage, ToMaskPage>(readToMaskPage, (message) => {
  switch (message.type) {
    case 'masks':
      facts = message.facts;
      // A network that was not there may be now.
      missing.clear();
      choose({ ...(message.show ?? {}) });
      break;
    case 'mask':
      keepMask(keyOf(message.place), { shape: message.shape, bits: message.bits });
      show();
      break;
    case 'missing':
      asked.delete(keyOf(message.place));
      missing.set(keyOf(message.place), message.why);
      show();
      break;
    case 'weights': {
      const { type: _, place, ...values } = message;
      weights = { of: keyOf(place), values };
      show();
      break;
    }
    case 'trouble':
      find('page', HTMLElement).hidden = true;
      find('trouble', HTMLElement).hidden = false;
      setText(find('trouble', HTMLElement), message.message);
  }
});

function keepMask(key: string, mask: Mask): void {
  asked.delete(key);
  masks.delete(key);
  masks.set(key, mask);
  for (const old of [...masks.keys()].slice(0, -MOST_MASKS)) masks.delete(old);
}

const save = (file: Save): void => host.post({ type: 'save', ...file });
const nothing = { onArm: () => undefined, onPlace: () => undefined };
const rows = new ChartCard('rows', nothing, look, save);
const columns = new ChartCard('columns', nothing, look, save);
const view = new CanvasView(find('canvas', HTMLCanvasElement), readOut);

function start(): void {
  const { kept } = host;
  if (typeof kept.shown === 'object' && kept.shown !== null) shown = { ...shown, ...kept.shown };
  find('charts', HTMLElement).append(rows.element, columns.element);
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
  on('save-csv', saveCsv);
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

/** The rounds in which a network of this arm and trial is there. */
const roundsOf = ({ trial, arm }: { readonly trial: number; readonly arm: string }): readonly number[] =>
  (facts?.rounds ?? [])
    .map(({ round }) => round)
    .filter((round) => facts?.cells.includes(`${trial}/${arm}/${round}`));

/** The nearest round that there is; the last one for −1. */
function nearest(rounds: readonly number[], wanted: number): number {
  const last = rounds.at(-1) ?? 0;
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

/** The mask at a place; undefined, and asked for, where it has not come. */
function maskAt(place: MaskPlace): Mask | undefined {
  const key = keyOf(place);
  const known = masks.get(key);
  if (!known && !asked.has(key) && !missing.has(key)) {
    asked.add(key);
    const { trial, arm, round, layer } = place;
    host.post({ type: 'mask', trial, arm, round, layer });
  }
  return known;
}

function weightsAt(place: MaskPlace): Weights | undefined {
  const key = keyOf(place);
  if (weights?.of === key) return weights.values;
  if (!asked.has(`weights ${key}`)) {
    asked.clear();
    asked.add(`weights ${key}`);
    const { trial, arm, round, layer } = place;
    host.post({ type: 'weights', trial, arm, round, layer });
  }
  return undefined;
}

function show(): void {
  if (!facts) return;
  find('page', HTMLElement).hidden = false;
  find('trouble', HTMLElement).hidden = true;
  setText(find('name', HTMLElement), facts.name);
  controls(facts);
  const { trial, arm, round, layer } = shown;
  const place = { trial, arm, round, layer };
  const mask = maskAt(place);
  const says = find('says', HTMLElement);
  const why = missing.get(keyOf(place));
  says.hidden = why === undefined && roundsOf(shown).length > 0;
  setText(says, why ?? 'No network of this arm and trial is trained yet.');
  if (!mask) return;
  const other = shown.view === 'compare' ? maskAt({ ...shown.other, layer }) : undefined;
  const drawn = imageOf(mask, other, place);
  if (!drawn) return;
  const { rows: inRows, columns: inColumns } = survival(mask);
  const { background, bar, cursor } = palette();
  view.show(drawn.image, marginsOf(mask, inRows, inColumns), { background, bar, cursor });
  const size = sizeOf(mask.shape);
  const left = population(mask.bits);
  const title = `${layerName(layer)} · ${round === 0 ? 'dense' : `${arm}, round ${round}`}, trial ${trial}`;
  const gone = (counts: Uint32Array): number => counts.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0);
  const summary = `${left.toLocaleString('en')} of ${size.toLocaleString('en')} weights are left (${percent(left / size)}). Nothing is left of ${gone(inRows).toLocaleString('en')} of ${inRows.length.toLocaleString('en')} rows (inputs) and of ${gone(inColumns).toLocaleString('en')} of ${inColumns.length.toLocaleString('en')} columns (outputs).`;
  setText(find('mask-title', HTMLElement), title);
  find('mask-key', HTMLElement).replaceChildren(
    ...drawn.key.flatMap(({ colour, says }) => [
      ...(colour === undefined ? [] : [swatch(colour)]),
      element('span', {}, says),
    ]),
  );
  setText(find('mask-summary', HTMLElement), summary);
  find('canvas', HTMLCanvasElement).setAttribute('aria-label', `${title}. ${summary}`);
  sides(mask, other, size);
  void rows.show(survivalChart('rows', 'Weights left by row (input)', inRows, size / inRows.length));
  void columns.show(
    survivalChart('columns', 'Weights left by column (output)', inColumns, size / inColumns.length),
  );
  document.body.dataset.shown = `${keyOf(place)} ${shown.view} ${left}`;
}

interface Drawn {
  readonly image: Image;
  /** What its colours mean. */
  readonly key: readonly { readonly colour?: number; readonly says: string }[];
}

/** What is to be seen; undefined while a part of it has not come. */
function imageOf(mask: Mask, other: Mask | undefined, place: MaskPlace): Drawn | undefined {
  const colours = palette();
  const { kept, pruned, first, second, both } = colours;
  const key = [
    { colour: kept, says: 'kept' },
    { colour: pruned, says: 'pruned' },
  ];
  const alone = (note?: string): Drawn => ({
    image: maskImage(mask, colours),
    key: note === undefined ? key : [...key, { says: note }],
  });
  if (shown.view === 'mask') return alone();
  if (shown.view === 'compare') {
    if (!other)
      return missing.has(keyOf({ ...shown.other, layer: place.layer }))
        ? alone('The other mask is not there.')
        : undefined;
    return {
      image: comparedImage(mask, other, { ...colours, kept: both }),
      key: [
        { colour: both, says: 'kept by both' },
        { colour: first, says: 'by the first alone' },
        { colour: second, says: 'by the second alone' },
        { colour: pruned, says: 'by none' },
      ],
    };
  }
  const values = weightsAt(place);
  if (!values) return undefined;
  const { initial, trained, why = 'They are not kept.' } = values;
  if (shown.view === 'sign' && initial && trained) {
    let changed = 0;
    for (let i = 0; i < trained.length; i++)
      if (bitAt(mask.bits, i) === 1 && Math.sign(initial[i] ?? 0) !== Math.sign(trained[i] ?? 0))
        changed += 1;
    const share = percent(changed / Math.max(1, population(mask.bits)));
    return {
      image: signImage(mask, initial, trained, colours),
      key: [
        { colour: kept, says: 'sign kept' },
        { colour: second, says: `sign changed, ${share} of the weights left` },
        { colour: pruned, says: 'pruned' },
      ],
    };
  }
  const weights =
    shown.view === 'initial'
      ? initial
      : shown.view === 'trained'
        ? trained
        : initial && trained?.map((one, i) => one - (initial[i] ?? 0));
  if (!weights || shown.view === 'sign') return alone(`Only the mask is shown. ${why}`);
  return {
    image: weightsImage(mask, weights, colours),
    key: [
      { colour: first, says: 'positive' },
      { colour: second, says: 'negative; the stronger, the larger' },
      { colour: pruned, says: 'pruned' },
    ],
  };
}

function swatch(colour: number): HTMLElement {
  const made = element('span', { className: 'swatch square', aria: { hidden: 'true' } });
  made.style.background = css(colour);
  return made;
}

/** The share that is left of each row and column of pixels; between kernels nothing is. */
function marginsOf(mask: Mask, inRows: Uint32Array, inColumns: Uint32Array) {
  const { kernel, rows: height, columns: width, ...layout } = layoutOf(mask.shape);
  const places = kernel[0] * kernel[1];
  const spread = (counts: Uint32Array, side: number, all: number, pixels: number): Float64Array =>
    Float64Array.from(
      { length: pixels },
      (_, at) => (counts[places === 1 ? at : Math.floor(at / (side + 1))] ?? 0) / all,
    );
  return {
    rows: spread(inRows, kernel[0], width * places, layout.height),
    columns: spread(inColumns, kernel[1], height * places, layout.width),
  };
}

function sides(mask: Mask, other: Mask | undefined, size: number): void {
  const shares =
    facts?.image && shown.layer === facts.layers[0]?.name ? pixels(mask, facts.image) : undefined;
  drawPixels(shares, facts?.image ?? [], palette());
  const at = find('overlap', HTMLElement);
  at.hidden = !other;
  if (!other) return;
  const found = overlap(mask, other);
  find('overlap-table', HTMLElement).replaceChildren(overlapTable(found, size));
  const { mean, deviation } = found.chance;
  const times = mean > 0 ? `${(found.both / mean).toFixed(2)} times what chance gives` : 'what chance gives';
  const far =
    deviation > 0 ? `, ${((found.both - mean) / deviation).toFixed(1)} standard deviations from it` : '';
  setText(
    find('overlap-says', HTMLElement),
    `Both keep ${found.both.toLocaleString('en')} weights: ${times} (${Math.round(mean).toLocaleString('en')} ± ${deviation.toFixed(1)})${far}.`,
  );
}

function controls({ layers, arms, trials, rounds }: MaskFacts): void {
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
  const words = `${shown.round === 0 ? 'Dense' : `Round ${shown.round}`} · ${percent(rounds[shown.round]?.density ?? 1)} left`;
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

/** From round to round until the last, and again from the first. */
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

/** What is known of the weight that is pointed at. */
function readOut(at: { x: number; y: number } | undefined): void {
  const { trial, arm, round, layer } = shown;
  const place = { trial, arm, round, layer };
  const mask = masks.get(keyOf(place));
  if (!mask || !at) return;
  const layout = layoutOf(mask.shape);
  const weight = weightAt(layout, at.x, at.y);
  if (weight === undefined) return;
  const { rows, columns, kernel } = layout;
  const [row, column] = [Math.floor(weight / columns) % rows, weight % columns];
  const inKernel =
    kernel[0] * kernel[1] > 1 ? `, place ${Math.floor(weight / (rows * columns))} of the kernel` : '';
  const values = weights?.of === keyOf(place) ? weights.values : undefined;
  const [from, to] = [values?.initial?.[weight], values?.trained?.[weight]];
  const number = (value: number): string => value.toPrecision(4);
  setText(
    find('cell', HTMLOutputElement),
    [
      `Row ${row}${pixelWords(row)}, column ${column}${inKernel}: ${bitAt(mask.bits, weight) === 1 ? 'kept' : 'pruned'}`,
      ...(from === undefined ? [] : [`first ${number(from)}`]),
      ...(to === undefined ? [] : [`trained ${number(to)}`]),
    ].join(' · '),
  );
}

/** Where a row of the first layer lies in the image. */
function pixelWords(row: number): string {
  const [height = 0, width = 0, channels = 1] = facts?.image ?? [];
  if (shown.layer !== facts?.layers[0]?.name || row >= height * width * channels || width === 0) return '';
  const pixel = Math.floor(row / channels);
  return ` (pixel ${Math.floor(pixel / width)}, ${pixel % width})`;
}

/** The whole image, a pixel for each weight, with its title. */
function savePng(): void {
  const { trial, arm, round, layer } = shown;
  const place = { trial, arm, round, layer };
  const mask = masks.get(keyOf(place));
  const drawn = mask && imageOf(mask, masks.get(keyOf({ ...shown.other, layer })), place);
  if (!drawn) return;
  const { image, key } = drawn;
  const times = Math.max(1, Math.floor(800 / Math.max(image.width, image.height)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(image.width * times, 480) + 32, image.height * times + 88];
  const context = canvas.getContext('2d');
  if (!context) return;
  const { background, foreground, font } = look();
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = foreground;
  context.font = `600 16px ${font}`;
  context.fillText(`${facts?.name ?? ''}: ${find('mask-title', HTMLElement).textContent}`, 16, 28);
  context.font = `12px ${font}`;
  let at = 16;
  for (const { colour, says } of key) {
    if (colour !== undefined) {
      context.fillStyle = css(colour);
      context.fillRect(at, 40, 11, 11);
      at += 17;
    }
    context.fillStyle = foreground;
    context.fillText(says, at, 50);
    at += context.measureText(says).width + 16;
  }
  const whole = document.createElement('canvas');
  [whole.width, whole.height] = [image.width, image.height];
  const bytes = new Uint8ClampedArray(
    image.data.buffer as ArrayBuffer,
    image.data.byteOffset,
    image.data.byteLength,
  );
  whole.getContext('2d')?.putImageData(new ImageData(bytes, image.width), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(whole, 16, 68, image.width * times, image.height * times);
  const url = canvas.toDataURL('image/png');
  save({ name: fileName(), extension: 'png', content: url.slice(url.indexOf(',') + 1) });
}

function saveCsv(): void {
  const { trial, arm, round, layer } = shown;
  const place = { trial, arm, round, layer };
  const mask = masks.get(keyOf(place));
  if (!mask) return;
  const { rows, columns } = layoutOf(mask.shape);
  const values = weights?.of === keyOf(place) ? weights.values : {};
  const all = Array.from({ length: sizeOf(mask.shape) }, (_, i) => [
    ...[Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns, bitAt(mask.bits, i)],
    ...[values.initial?.[i], values.trained?.[i]],
  ]);
  save({
    name: fileName(),
    extension: 'csv',
    content: csv(['place', 'row', 'column', 'kept', 'first', 'trained'], all),
  });
}

const fileName = (): string =>
  `${layerName(shown.layer)} ${shown.arm} round ${shown.round} trial ${shown.trial} ${shown.view}`;

start();
