// Characters that nobody sees, named where they may be why a spec is not read as it looks.

/** Spaces that YAML takes for text, what has no width, and marks of direction. */
const unseen = /[\u00A0\u00AD\u061C\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\uFEFF]/;

/** Of the first one in a text: which it is, and what to do. */
export function unseenIn(text: string): { readonly at: number; readonly remedy: string } | undefined {
  const at = text.search(unseen);
  if (at < 0) return undefined;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  const instead = /\s/.test(text.charAt(at)) ? 'write a plain space instead' : 'remove it';
  return { at, remedy: `character U+${code}, which cannot be seen: ${instead}.` };
}

/** The remedy for what YAML refuses on a line that has such a character. */
export function unseenOnLine(text: string, offset: number): { readonly remedy?: string } {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', start);
  const found = unseenIn(text.slice(start, end < 0 ? text.length : end));
  return found ? { remedy: `Column ${found.at + 1} has the ${found.remedy}` } : {};
}
