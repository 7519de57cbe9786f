// Small pieces of text: capitals and times.

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A time such as `2026-01-31 14:05:09`, in the local time zone. */
export function localTime(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
