// Formatting of a spec with Prettier; keeps comments, blank lines and key order.
import * as yaml from 'prettier/plugins/yaml';
import { format as layOut } from 'prettier/standalone';
import { longestText } from '../text';

/** The formatted text; undefined if the text does not parse or is too long. */
export async function format(text: string): Promise<string | undefined> {
  if (text.length > longestText) return undefined; // Prettier would run out of memory.
  try {
    return await layOut(text, { parser: 'yaml', plugins: [yaml], printWidth: 110, singleQuote: false });
  } catch {
    return undefined;
  }
}
