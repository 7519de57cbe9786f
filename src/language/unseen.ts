// Invisible characters, reported where they may explain a problem.

/** Spaces that YAML treats as text, zero-width characters and bidi marks. */
const unseen = /[\u00A0\u00AD\u061C\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\uFEFF]/;

/** The first invisible character in a text, with its remedy. */
export function unseenIn(text: string): { readonly at: number; readonly remedy: string } | undefined {
  const at = text.search(unseen);
  if (at < 0) return undefined;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  const instead = /\s/.test(text.charAt(at)) ? 'write a plain space instead' : 'remove it';
  return { at, remedy: `invisible character U+${code}: ${instead}.` };
}

/** The remedy for a YAML error on a line with an invisible character. */
export function unseenOnLine(text: string, offset: number): { readonly remedy?: string } {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', start);
  const found = unseenIn(text.slice(start, end < 0 ? text.length : end));
  return found ? { remedy: `Column ${found.at + 1} contains the ${found.remedy}` } : {};
}
