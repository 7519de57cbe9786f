// Mask colours for light, dark and high-contrast themes.
import { rgb, type Palette } from './mask-image';

export interface MaskColours extends Palette {
  /** Weights kept by both masks. */
  readonly both: number;
}

export const lightMasks: MaskColours = {
  kept: rgb(11, 79, 151),
  pruned: rgb(232, 237, 243),
  both: rgb(32, 40, 52),
  gap: rgb(255, 255, 255),
  first: rgb(45, 128, 214),
  second: rgb(214, 108, 18),
};

export const darkMasks: MaskColours = {
  kept: rgb(140, 200, 255),
  pruned: rgb(43, 49, 57),
  both: rgb(240, 243, 247),
  gap: rgb(22, 25, 29),
  first: rgb(74, 152, 235),
  second: rgb(255, 150, 66),
};

export const contrastMasks: MaskColours = { ...darkMasks, pruned: rgb(28, 28, 28), gap: rgb(0, 0, 0) };
