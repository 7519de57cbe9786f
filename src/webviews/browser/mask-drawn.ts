// The image and legend of a mask in each view.
import { bitAt, population, type Mask } from '../../runs/mask';
import { percent } from '../charts/chart';
import {
  comparedImage,
  maskImage,
  scaleOf,
  signImage,
  weightColours,
  weightsImage,
  type Image,
} from '../mask-image';
import type { MaskPlace } from '../messages/masks';
import { palette } from './mask-colours';
import type { MaskStore } from './mask-store';

export type View = 'mask' | 'compare' | 'initial' | 'trained' | 'change' | 'sign';

export interface Drawn {
  readonly image: Image;
  /** Legend of colours. */
  readonly key: readonly { readonly colour?: number; readonly says: string }[];
}

/** The drawing of a mask; undefined while data is missing. */
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
      return store.missing(other) === undefined ? undefined : alone('The other mask does not exist.');
    return {
      image: comparedImage(mask, another, { ...colours, kept: both }),
      key: [
        { colour: both, says: 'kept by both' },
        { colour: first, says: 'kept by the first only' },
        { colour: second, says: 'kept by the second only' },
        { colour: pruned, says: 'pruned by both' },
      ],
    };
  }
  const values = store.weights(place);
  if (!values) return undefined;
  const { initial, trained, why = 'The run does not keep these weights.' } = values;
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
        { colour: second, says: `sign changed (${share} of the kept weights)` },
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
  if (!weights || view === 'sign') return alone(`Showing only the mask. ${why}`);
  const scale = scaleOf(mask, weights);
  const colourOf = weightColours(colours, scale);
  const marks = [100, 90, 50].map((percentile) => scale[Math.round(2.55 * percentile)] ?? 0);
  return {
    image: weightsImage(mask, weights, colours, scale),
    key: [
      ...[...marks.map((one) => -one), 0, ...marks.toReversed()].map((value) => ({
        colour: colourOf(value),
        says: value === 0 ? '0' : value.toPrecision(2).replace('-', '−'),
      })),
      { colour: pruned, says: 'pruned' },
      { says: 'The numbers are the median, the 90th percentile and the maximum of the magnitudes.' },
    ],
  };
}
