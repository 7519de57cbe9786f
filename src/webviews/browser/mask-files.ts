// PNG export of a whole mask, with title and legend.
import { theme } from './theme';
import { css } from './mask-colours';
import type { Drawn } from './mask-drawn';

/** Minimum size of the longer side in pixels. */
const SIDE = 800;

/** Base64 of a PNG; undefined if the browser does not support a canvas of this size and returns an empty data URL. */
export function pngOf({ image, key }: Drawn, title: string): string | undefined {
  const times = Math.max(1, Math.floor(SIDE / Math.max(image.width, image.height)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(image.width * times, 480) + 32, image.height * times + 88];
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  const { background, foreground, font } = theme();
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = foreground;
  context.font = `600 16px ${font}`;
  context.fillText(title, 16, 28);
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
  return url.slice(url.indexOf(',') + 1) || undefined;
}
