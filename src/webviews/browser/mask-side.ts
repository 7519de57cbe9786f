// The side panel of the mask page: the first layer's density per input pixel, and the overlap of two masks.
import { overlap, sizeOf, type Mask, type Overlap } from '../../runs/mask';
import { csv } from '../../runs/csv-text';
import { percent } from '../charts/chart';
import { mix } from '../mask-image';
import { arrows } from './canvas-view';
import type { Save } from './chart-card';
import { element, find, setCaption, setText } from './dom';
import type { Colours } from './mask-colours';
import { pngOf } from './mask-files';

/**
 * Draws the density per pixel.
 *
 * @param shares density of each pixel, row by row; undefined if the layer reads no image
 * @param named title of the mask
 */
export function drawPixels(
  shares: Float64Array | undefined,
  image: readonly number[],
  colours: Colours,
  named: string,
  save: (file: Save) => void,
): void {
  find('pixels', HTMLElement).hidden = !shares;
  if (!shares) return;
  const canvas = find('pixels-canvas', HTMLCanvasElement);
  const [height = 1, width = 1] = image;
  [canvas.width, canvas.height] = [width, height];
  const most = shares.reduce((a, b) => Math.max(a, b), 0) || 1;
  const data = new Uint32Array(shares.length);
  shares.forEach((share, i) => (data[i] = mix(colours.pruned, colours.kept, share / most)));
  const made = new ImageData(width, height);
  new Uint32Array(made.data.buffer).set(data);
  canvas.getContext('2d')?.putImageData(made, 0, 0);
  const empty = shares.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0);
  const summary = `${empty} of ${shares.length} pixels are fully pruned. The densest pixel keeps ${percent(most)} of its weights.`;
  setCaption(find('pixels-summary', HTMLElement), summary);
  canvas.setAttribute('aria-label', summary);
  const output = find('pixel', HTMLOutputElement);
  setText(output, 'Point at a pixel, or use the arrow keys.');
  let at = { x: 0, y: 0 };
  const point = (x: number, y: number): void => {
    at = { x: Math.max(0, Math.min(width - 1, x)), y: Math.max(0, Math.min(height - 1, y)) };
    const share = shares[at.y * width + at.x] ?? 0;
    setText(output, `Pixel ${at.y}, ${at.x}: ${percent(share)} density`);
  };
  canvas.onpointermove = ({ offsetX, offsetY }) =>
    point(
      Math.floor((offsetX / canvas.clientWidth) * width),
      Math.floor((offsetY / canvas.clientHeight) * height),
    );
  canvas.onkeydown = (event) => {
    const step = arrows[event.key];
    if (!step) return;
    event.preventDefault();
    point(at.x + step[0], at.y + step[1]);
  };
  find('pixels-png', HTMLButtonElement).onclick = () => {
    const key = [
      { colour: colours.kept, says: `${percent(most)} density` },
      { colour: colours.pruned, says: 'fully pruned' },
    ];
    const content = pngOf({ image: { width, height, data }, key }, `Pixels of ${named}`);
    if (content !== undefined) save({ name: `pixels of ${named}`, extension: 'png', content });
  };
  find('pixels-csv', HTMLButtonElement).onclick = () => {
    const rows = Array.from(shares, (share, i) => [Math.floor(i / width), i % width, share]);
    save({ name: `pixels of ${named}`, extension: 'csv', content: csv(['row', 'column', 'left'], rows) });
  };
}

/** Shows the overlap of two masks, or nothing without a second mask. */
export function showOverlap(mask: Mask, other: Mask | undefined): void {
  find('overlap', HTMLElement).hidden = !other;
  if (!other) return;
  const found = overlap(mask, other);
  find('overlap-table', HTMLElement).replaceChildren(overlapTable(found, sizeOf(mask.shape)));
  const { mean, deviation } = found.chance;
  const times =
    mean > 0
      ? `${(found.both / mean).toFixed(2)} times as many as expected by chance`
      : 'as expected by chance';
  const far = deviation > 0 ? `; ${((found.both - mean) / deviation).toFixed(1)} standard deviations` : '';
  setText(
    find('overlap-says', HTMLElement),
    `Both keep ${found.both.toLocaleString('en')} weights, ${times} (${Math.round(mean).toLocaleString('en')} ± ${deviation.toFixed(1)}${far}).`,
  );
}

function overlapTable({ both, first, second, neither }: Overlap, size: number): HTMLElement {
  const row = (what: string, count: number): HTMLElement =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, what),
      element('td', {}, count.toLocaleString('en')),
      element('td', {}, percent(count / size)),
    );
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['kept by', 'weights', 'share'].map((text) => element('th', { scope: 'col' }, text)),
      ),
    ),
    element(
      'tbody',
      {},
      row('both', both),
      row('first only', first),
      row('second only', second),
      row('neither', neither),
    ),
  );
}
