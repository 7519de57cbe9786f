// Text tables and numbers for a terminal.

/** Rows under a header; columns are as wide as what is in them, numbers to the right but for the first column. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
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

/** A time span such as `12 s`, `7 min`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
