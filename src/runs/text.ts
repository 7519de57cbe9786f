// Small pieces of text: capitals, backends and times.
import type { EngineTuple } from './types';

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The name of a backend, such as `TensorFlow 2.21.0 on the CPU`. */
export const backendName = ({
  backend,
  library,
  device,
}: Pick<EngineTuple, 'backend' | 'library' | 'device'>): string =>
  backend === 'tensorflow' ? `TensorFlow ${library} on the ${device}` : `embedded ${backend} ${library}`;

/** A time such as `2026-01-31 14:05:09`, in the local time zone. */
export function localTime(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
