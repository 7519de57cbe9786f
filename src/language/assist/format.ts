// A spec laid out anew, by Prettier: comments, blank lines and the order of keys stay.
import * as yaml from 'prettier/plugins/yaml';
import { format as layOut } from 'prettier/standalone';
import { longestText } from '../text';

/** The text laid out; undefined where it does not parse, for then it says what is no YAML, and where it is too long. */
export async function format(text: string): Promise<string | undefined> {
  if (text.length > longestText) return undefined; // Prettier would take all the memory there is.
  try {
    return await layOut(text, { parser: 'yaml', plugins: [yaml], printWidth: 110, singleQuote: false });
  } catch {
    return undefined;
  }
}
