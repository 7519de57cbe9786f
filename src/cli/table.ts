// Text tables and number formats for the terminal.
import { visible } from '../escape/terminal';

/** A table with a header. Columns are as wide as their content; all but the first are right-aligned. */
export function table(titles: readonly string[], given: readonly (readonly string[])[]): string {
  const [header = [], ...rows] = [titles, ...given].map((row) => row.map(visible));
  const widths = header.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [header, widths.map((width) => '─'.repeat(width)), ...rows].map(line).join('\n');
}

export const integer = (value: number): string => Math.round(value).toLocaleString('en-US');
export const percent = (share: number, digits = 2): string => (100 * share).toFixed(digits);

/** A difference of shares in percentage points, with its sign: `+0.42`, `−1.00`. */
export function points(difference: number): string {
  const text = percent(Math.abs(difference));
  return Number(text) === 0 ? text : `${difference < 0 ? '−' : '+'}${text}`;
}
