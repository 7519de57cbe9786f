// A cache of received masks and weights, which requests missing ones from the host.
import type { Mask } from '../../runs/mask';
import type { FromMaskPage, LayerMagnitudes, MaskPlace, ToMaskPage } from '../messages/masks';

/** Cached masks, enough to show and play all rounds without new requests. */
const MOST_MASKS = 64;

export interface Weights {
  /** The network's initial and trained weights, and the reason if one is missing. */
  readonly initial?: Float32Array;
  readonly trained?: Float32Array;
  readonly why?: string;
}

/** A histogram, or the reason why there is none. */
export interface Histogram {
  readonly magnitudes?: LayerMagnitudes;
  readonly why?: string;
}

export interface MaskStore {
  /** The mask at a place. If it has not arrived, requests it and returns undefined. */
  mask(place: MaskPlace): Mask | undefined;
  weights(place: MaskPlace): Weights | undefined;
  magnitudes(place: MaskPlace): Histogram | undefined;
  /** The mask and weights that have arrived, without a request. */
  known(place: MaskPlace): { readonly mask?: Mask; readonly weights?: Weights };
  /** Why the mask at a place is missing. */
  missing(place: MaskPlace): string | undefined;
  take(message: Extract<ToMaskPage, { readonly place: MaskPlace }>): void;
  /** Allows new requests for missing masks and for histograms. */
  forgetMissing(): void;
}

export const keyOf = ({ trial, arm, round, layer }: MaskPlace): string => `${trial}/${arm}/${round}/${layer}`;

export function maskStore(post: (message: FromMaskPage) => void): MaskStore {
  const masks = new Map<string, Mask>();
  const missing = new Map<string, string>();
  const asked = new Set<string>();
  /** Weights of one place only, because they are large. */
  let weights: { readonly of: string; readonly values?: Weights } | undefined;
  const histograms = new Map<string, Histogram | undefined>();
  return {
    mask(place) {
      const key = keyOf(place);
      const known = masks.get(key);
      if (!known && !asked.has(key) && !missing.has(key)) {
        asked.add(key);
        post({ type: 'mask', ...placeOf(place) });
      }
      return known;
    },
    weights(place) {
      const key = keyOf(place);
      if (weights?.of !== key) {
        weights = { of: key };
        post({ type: 'weights', ...placeOf(place) });
      }
      return weights.values;
    },
    magnitudes(place) {
      const key = keyOf(place);
      if (!histograms.has(key)) {
        histograms.set(key, undefined);
        post({ type: 'magnitudes', ...placeOf(place) });
      }
      return histograms.get(key);
    },
    known(place) {
      const key = keyOf(place);
      const mask = masks.get(key);
      const values = weights?.of === key ? weights.values : undefined;
      return { ...(mask && { mask }), ...(values && { weights: values }) };
    },
    missing: (place) => missing.get(keyOf(place)),
    take(message) {
      const key = keyOf(message.place);
      if (message.type === 'weights') {
        const { type: _, place: __, ...values } = message;
        if (weights?.of === key) weights = { of: key, values };
        return;
      }
      if (message.type === 'magnitudes') {
        const { type: _, place: __, ...histogram } = message;
        histograms.set(key, histogram);
        return;
      }
      asked.delete(key);
      if (message.type === 'missing') missing.set(key, message.why);
      else {
        masks.delete(key);
        masks.set(key, { shape: message.shape, bits: message.bits });
        for (const old of [...masks.keys()].slice(0, -MOST_MASKS)) masks.delete(old);
      }
    },
    forgetMissing() {
      missing.clear();
      // A later round may have been pruned from these weights by now.
      histograms.clear();
    },
  };
}

/** The place without other properties. */
export const placeOf = ({ trial, arm, round, layer }: MaskPlace): MaskPlace => ({ trial, arm, round, layer });
