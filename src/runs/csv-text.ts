// Formats comma-separated values.

export type Field = string | number | undefined;

/**
 * Comma-separated values by RFC 4180: lines end with CR LF, and fields with commas, quotes or line breaks are quoted.
 *
 * Spreadsheets compute text that begins like a formula, so, as OWASP advises, an apostrophe precedes it. Numbers stay
 * unchanged, including negative ones.
 */
export function csv(header: readonly string[], rows: readonly (readonly Field[])[]): string {
  return [header, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(field: Field): string {
  const text = typeof field === 'string' ? harmless(field) : String(field ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const harmless = (text: string): string =>
  /^[=+\-@\t\r＝＋－＠]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
