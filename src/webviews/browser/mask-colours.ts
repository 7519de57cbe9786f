// Mask colours for the current theme, as numbers for images and as CSS.
import { contrastMasks, darkMasks, lightMasks, type MaskColours } from '../mask-palettes';
import { mix } from '../mask-image';
import { theme } from './theme';

export interface Colours extends MaskColours {
  readonly background: string;
  readonly bar: string;
  readonly cursor: string;
}

export function palette(): Colours {
  const { isDark, isHighContrast, background, foreground } = theme();
  const colours = !isDark ? lightMasks : isHighContrast ? contrastMasks : darkMasks;
  return { ...colours, background, bar: css(mix(colours.pruned, colours.kept, 0.5)), cursor: foreground };
}

export const css = (colour: number): string =>
  `rgb(${colour & 255}, ${(colour >>> 8) & 255}, ${(colour >>> 16) & 255})`;
