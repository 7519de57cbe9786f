// Setting a value in a spec's text; keeps comments.
import { yamlDocument } from './parse';

/**
 * The text with a value set at a path of keys. `text` must be a valid spec; check the result again.
 *
 * @throws {Error} if a value on the path is not a map.
 */
export function withSetting(text: string, path: readonly string[], value: unknown): string {
  const document = yamlDocument(text);
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}
