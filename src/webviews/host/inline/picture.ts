// The hover of a layer: an image of its mask, densities of inputs and outputs, the change since the round before, and
// links.
import { encode } from 'fast-png';
import * as vscode from 'vscode';
import { markdownText } from '../../../escape/markup';
import { pack, population, sizeOf, survival, type Mask } from '../../../runs/mask';
import { readMasks } from '../../../runs/masks';
import { capitalized } from '../../../runs/text';
import { percent } from '../../charts/chart';
import { densityImage, layoutOf, maskImage, type Image } from '../../mask-image';
import { axesOf } from '../../mask-words';
import { contrastMasks, darkMasks, lightMasks, type MaskColours } from '../../mask-palettes';
import type { ShownMasks } from './shown';
import { nameOf } from '../../../runs/editor/words';

/** Longer side of the image in pixels. VS Code limits a hover to 100,000 characters. */
const SIDE = 176;

const count = (value: number): string => value.toLocaleString('en');

/** @throws {BadFileError} if a mask is damaged. */
export function describeMask(
  shown: ShownMasks,
  layer: string,
  parameters: readonly string[],
): vscode.MarkdownString {
  const { run, manifest, arm, trial, round, rounds } = shown;
  const masks = readMasks(run.path, { trial, arm, round }, manifest.identity);
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['ticket.showMasks', 'ticket.showResults', 'ticket.chooseMask'] };
  const where = round === 0 ? 'dense' : `${arm}, round ${round}`;
  text.appendMarkdown(`**${markdownText(layer)}** · ${markdownText(where)}, trial ${trial} of `);
  text.appendMarkdown(markdownText(nameOf(run))).appendMarkdown('\n\n');
  const found = parameters.flatMap((parameter) => {
    const stored = masks.get(parameter);
    return stored ? [{ parameter, mask: { shape: stored.shape, bits: pack(stored.data) } }] : [];
  });
  const before = rounds[rounds.indexOf(round) - 1];
  for (const { parameter, mask } of found) {
    text.appendMarkdown(`${facts(mask)}\n\n`);
    if (before !== undefined) text.appendMarkdown(`${difference(shown, before, parameter, mask)}\n\n`);
  }
  const show = { trial, arm, round, layer: parameters[0] };
  const link = (title: string, command: string, argument: unknown): string =>
    `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
  const node = { type: 'run', path: run.path };
  text.appendMarkdown(
    [
      link('Show masks', 'ticket.showMasks', { ...node, show }),
      link('Show results', 'ticket.showResults', node),
      '[Select round or run](command:ticket.chooseMask)',
    ].join(' · '),
  );
  for (const { parameter, mask } of found) {
    const { address, says } = picture(mask);
    text.appendMarkdown(`\n\n![Mask of ${markdownText(parameter)}](${address})`);
    if (says !== undefined) text.appendMarkdown(`\n\n${says}`);
  }
  return text;
}

/** The density of a mask and of its inputs and outputs. */
function facts(mask: Mask): string {
  const size = sizeOf(mask.shape);
  const alive = population(mask.bits);
  const { rows, columns } = survival(mask);
  const [row, column] = axesOf(mask.shape);
  const spread = (what: string, left: Uint32Array, each: number): string => {
    const sorted = [...left].sort((a, b) => a - b);
    const share = (at: number): string => percent((sorted[at] ?? 0) / each);
    const empty = sorted.findIndex((one) => one > 0);
    const gone = empty < 0 ? sorted.length : empty;
    return `${what}: density ${share(0)} to ${share(sorted.length - 1)}, median ${share(sorted.length >> 1)}${gone > 0 ? `, ${count(gone)} of ${count(sorted.length)} fully pruned` : ''}`;
  };
  return [
    `${count(alive)} of ${count(size)} weights kept (${percent(alive / size)}).`,
    `${spread(`${capitalized(row)}s`, rows, size / rows.length)}.`,
    `${spread(`${capitalized(column)}s`, columns, size / columns.length)}.`,
  ].join('  \n');
}

/** The change since the round before. */
function difference(
  { run, manifest, arm, trial }: ShownMasks,
  before: number,
  parameter: string,
  { bits }: Mask,
): string {
  const stored = readMasks(run.path, { trial, arm, round: before }, manifest.identity).get(parameter);
  if (!stored) return '';
  const old = pack(stored.data);
  const [was, gone] = [population(old), population(old.map((byte, i) => byte & ~(bits[i] ?? 0)))];
  const came = population(bits.map((byte, i) => byte & ~(old[i] ?? 0)));
  const name = before === 0 ? 'the dense network' : `round ${before}`;
  return `Since ${name}: ${count(gone)} of ${count(was)} weights pruned (${percent(was === 0 ? 0 : gone / was)})${came > 0 ? `, ${count(came)} others added` : ''}.`;
}

/** The mask as a PNG data URI. A large mask is downscaled to densities. */
function picture(mask: Mask): { readonly address: string; readonly says?: string } {
  const layout = layoutOf(mask.shape);
  const side = Math.ceil(Math.max(layout.width, layout.height) / SIDE);
  if (side <= 1) return { address: png(enlarged(maskImage(mask, colours()))) };
  const { image, most } = densityImage(mask, side, colours());
  const says = `Each pixel covers ${side} × ${side} weights. The strongest color marks ${percent(most)} density.`;
  return { address: png(image), says };
}

function png({ width, height, data }: Image): string {
  const rgb = new Uint8Array(3 * data.length);
  data.forEach((pixel, i) => {
    // Fewer shades compress to a shorter URI.
    for (let channel = 0; channel < 3; channel++) rgb[3 * i + channel] = (pixel >>> (8 * channel)) & 0xf8;
  });
  const bytes = encode({ width, height, data: rgb, channels: 3, depth: 8 }, { zlib: { level: 9 } });
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** Scales up so that each weight is visible. */
function enlarged({ width, height, data }: Image): Image {
  const times = Math.max(1, Math.floor(SIDE / Math.max(width, height)));
  const [w, h] = [width * times, height * times];
  const large = Uint32Array.from(
    { length: w * h },
    (_, i) => data[Math.floor(Math.floor(i / w) / times) * width + Math.floor((i % w) / times)] ?? 0,
  );
  return { width: w, height: h, data: large };
}

function colours(): MaskColours {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
    case vscode.ColorThemeKind.HighContrastLight:
      return lightMasks;
    case vscode.ColorThemeKind.HighContrast:
      return contrastMasks;
    default:
      return darkMasks;
  }
}
