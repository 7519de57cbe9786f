// Small pieces of text: capitals, percentages, backends and times.
import type { EngineTuple } from './types';

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The name of a backend, such as `TensorFlow 2.21.0 on the CPU`. */
export const backendName = ({
  backend,
  library,
  device,
}: Pick<EngineTuple, 'backend' | 'library' | 'device'>): string =>
  backend === 'tensorflow' ? `TensorFlow ${library} on the ${device}` : `embedded ${backend} ${library}`;

/** Formats a share with enough digits for densities: 100%, 51.3%, 3.58%, 0.41%, 0.012%. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value >= 99.95) return '100%';
  const isTiny = value > 0 && value < 0.1;
  return `${isTiny ? Number(value.toPrecision(2)) : value.toFixed(value >= 10 ? 1 : 2)}%`;
}

/** A time such as `2026-01-31 14:05:09`, in the local time zone. */
export function localTime(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
