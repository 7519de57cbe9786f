// What a mask looks like in each view, and what its colours mean.
import { bitAt, population, type Mask } from '../../runs/mask';
import { percent } from '../charts/chart';
import { comparedImage, layoutOf, maskImage, signImage, weightsImage, type Image } from '../mask-image';
import type { MaskPlace } from '../messages/masks';
import type { Margins } from './canvas-view';
import { palette } from './mask-colours';
import type { MaskStore } from './mask-store';

export type View = 'mask' | 'compare' | 'initial' | 'trained' | 'change' | 'sign';

export interface Drawn {
  readonly image: Image;
  /** What its colours mean. */
  readonly key: readonly { readonly colour?: number; readonly says: string }[];
}

/** What is to be seen of a mask; undefined while a part of it has not come. */
export function drawnOf(
  mask: Mask,
  view: View,
  store: MaskStore,
  place: MaskPlace,
  other: MaskPlace,
): Drawn | undefined {
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
  if (view === 'mask') return alone();
  if (view === 'compare') {
    const another = store.mask(other);
    if (!another)
      return store.missing(other) === undefined ? undefined : alone('The other mask is not there.');
    return {
      image: comparedImage(mask, another, { ...colours, kept: both }),
      key: [
        { colour: both, says: 'kept by both' },
        { colour: first, says: 'by the first alone' },
        { colour: second, says: 'by the second alone' },
        { colour: pruned, says: 'by none' },
      ],
    };
  }
  const values = store.weights(place);
  if (!values) return undefined;
  const { initial, trained, why = 'They are not kept.' } = values;
  if (view === 'sign' && initial && trained) {
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
    view === 'initial'
      ? initial
      : view === 'trained'
        ? trained
        : initial && trained?.map((one, i) => one - (initial[i] ?? 0));
  if (!weights || view === 'sign') return alone(`Only the mask is shown. ${why}`);
  return {
    image: weightsImage(mask, weights, colours),
    key: [
      { colour: first, says: 'positive' },
      { colour: second, says: 'negative; the stronger, the larger' },
      { colour: pruned, says: 'pruned' },
    ],
  };
}

/** The share that is left of each row and column of pixels; between kernels nothing is. */
export function marginsOf(mask: Mask, inRows: Uint32Array, inColumns: Uint32Array): Margins {
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
