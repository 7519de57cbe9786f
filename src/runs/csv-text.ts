// Comma-separated values.

export type Field = string | number | undefined;

/** Comma-separated values by RFC 4180: lines end with CR LF, and fields with commas, quotes or line ends are quoted. */
export function csv(header: readonly string[], rows: readonly (readonly Field[])[]): string {
  return [header, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(field: Field): string {
  const text = String(field ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
