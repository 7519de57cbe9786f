// Small images of a layer's mask in every round.
import { population, sizeOf, type Mask } from '../../runs/mask';
import { percent } from '../charts/chart';
import { densityImage, layoutOf } from '../mask-image';
import { element, find, setText } from './dom';
import { palette } from './mask-colours';

/** Most images, and their width in CSS pixels. */
const MOST = 48;
const WIDTH = 112;

export interface RoundMask {
  readonly round: number;
  /** Identifies the mask. */
  readonly key: string;
  /** Undefined until it arrives. */
  readonly mask: Mask | undefined;
}

interface Thumbnail {
  readonly button: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
  readonly words: HTMLElement;
  /** Mask and theme of the drawn image. */
  shown: string;
}

let thumbnails: readonly Thumbnail[] = [];
let frame = 0;

/** The rounds to show: all, or as many as fit in, evenly spread. */
export function spread(rounds: readonly number[]): readonly number[] {
  if (rounds.length <= MOST) return rounds;
  const last = rounds.length - 1;
  return Array.from({ length: MOST }, (_, i) => rounds[Math.round((i * last) / (MOST - 1))] ?? 0);
}

/** Shows the rounds, and draws one image per frame so that the page stays responsive. */
export function showRounds(all: readonly RoundMask[], chosen: number, choose: (round: number) => void): void {
  const at = find('rounds-list', HTMLElement);
  find('rounds', HTMLElement).hidden = all.length < 2;
  if (thumbnails.length !== all.length) {
    thumbnails = all.map(() => makeThumbnail());
    at.replaceChildren(...thumbnails.map(({ button }) => button));
  }
  const theme = JSON.stringify(palette());
  const waiting: (() => void)[] = [];
  all.forEach(({ round, key, mask }, i) => {
    const thumbnail = thumbnails[i];
    if (!thumbnail) return;
    thumbnail.button.onclick = () => choose(round);
    thumbnail.button.setAttribute('aria-pressed', String(round === chosen));
    const name = round === 0 ? 'Dense' : `Round ${round}`;
    setText(
      thumbnail.words,
      mask ? `${name} · ${percent(population(mask.bits) / sizeOf(mask.shape))}` : name,
    );
    const shows = mask ? `${key} ${theme}` : '';
    if (thumbnail.shown === shows) return;
    waiting.push(() => {
      thumbnail.shown = shows;
      draw(thumbnail.canvas, mask);
    });
  });
  cancelAnimationFrame(frame);
  const next = (): void => {
    waiting.shift()?.();
    if (waiting.length > 0) frame = requestAnimationFrame(next);
  };
  frame = requestAnimationFrame(next);
}

function makeThumbnail(): Thumbnail {
  const canvas = element('canvas', { width: 1, height: 1, aria: { hidden: 'true' } });
  const words = element('span');
  const button = element('button', { type: 'button', className: 'round' }, canvas, words);
  return { button, canvas, words, shown: '' };
}

function draw(canvas: HTMLCanvasElement, mask: Mask | undefined): void {
  const context = canvas.getContext('2d');
  if (!mask) {
    context?.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  const layout = layoutOf(mask.shape);
  const { image } = densityImage(mask, Math.ceil(layout.width / WIDTH), palette());
  [canvas.width, canvas.height] = [image.width, image.height];
  const made = new ImageData(image.width, image.height);
  new Uint32Array(made.data.buffer).set(image.data);
  context?.putImageData(made, 0, 0);
}
