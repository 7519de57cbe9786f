// A value put into a spec's text; comments stay.
import { yamlDocument } from './parse';

/**
 * The text with another value at a path of keys. `text` is a spec that checks; the result is to be checked again.
 *
 * @throws {Error} where something on the path is no map.
 */
export function withSetting(text: string, path: readonly string[], value: unknown): string {
  const document = yamlDocument(text);
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}
