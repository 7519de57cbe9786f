// A spec laid out anew, by Prettier: comments, blank lines and the order of keys stay.
import * as yaml from 'prettier/plugins/yaml';
import { format as layOut } from 'prettier/standalone';

/** The text laid out; undefined where it does not parse, for then it says what is no YAML. */
export async function format(text: string): Promise<string | undefined> {
  try {
    return await layOut(text, { parser: 'yaml', plugins: [yaml], printWidth: 110, singleQuote: false });
  } catch {
    return undefined;
  }
}
