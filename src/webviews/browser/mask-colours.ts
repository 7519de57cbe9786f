// The colours of masks in the theme, as numbers for images and as CSS.
import { rgb, type Palette } from '../mask-image';
import { look } from './look';

export interface Colours extends Palette {
  readonly both: number;
  readonly background: string;
  readonly bar: string;
  readonly cursor: string;
}

export function palette(): Colours {
  const { isDark, isHighContrast, background, foreground } = look();
  const shared = { background, cursor: foreground };
  if (!isDark)
    return {
      ...shared,
      ...{
        kept: rgb(11, 79, 151),
        pruned: rgb(232, 237, 243),
        both: rgb(32, 40, 52),
        gap: rgb(255, 255, 255),
      },
      ...{ first: rgb(45, 128, 214), second: rgb(214, 108, 18), bar: '#0b4f97' },
    };
  const pruned = isHighContrast ? rgb(28, 28, 28) : rgb(43, 49, 57);
  return {
    ...shared,
    ...{
      kept: rgb(140, 200, 255),
      pruned,
      both: rgb(240, 243, 247),
      gap: isHighContrast ? rgb(0, 0, 0) : rgb(22, 25, 29),
    },
    ...{ first: rgb(74, 152, 235), second: rgb(255, 150, 66), bar: '#8cc8ff' },
  };
}

export const css = (colour: number): string =>
  `rgb(${colour & 255}, ${(colour >>> 8) & 255}, ${(colour >>> 16) & 255})`;
