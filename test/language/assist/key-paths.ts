// Lists the paths of all keys that a spec can have, and those that a completion case writes.
import { cursorsAt } from '../../../src/language/assist/cursor';
import type { Completion } from '../../../src/language/assist/completion';
import { isRecord, kindOf, type Schema } from '../../../src/language/json';
import { entryOf, nodeAt, type Located, type Path } from '../../../src/language/located';

/**
 * All key paths of a schema, such as `train.evaluate.every`: `[]` is any item of a list, `(adam)` the entry that a map
 * chooses. Keys named by the user, such as those of a sweep, are omitted.
 */
export function keyPaths(schema: Schema, above = ''): readonly string[] {
  const { anyOf = [], properties = {}, items } = schema;
  const kind = kindOf(schema);
  const own = Object.entries(properties).flatMap(([key, part]) => {
    const inside = kind === undefined || key === 'kind' ? above : `${above}(${kind})`;
    const path = inside === '' ? key : `${inside}.${key}`;
    return [path, ...keyPaths(part, path)];
  });
  const listed = isRecord(items) ? keyPaths(items, `${above}[]`) : [];
  return [...new Set([...own, ...anyOf.flatMap((one) => keyPaths(one, above)), ...listed])];
}

/** The key paths that an accepted suggestion writes at an offset of a text. */
export function keyPathsTaken(text: string, offset: number, taken: Completion): readonly string[] {
  const { label, kind, insert, replaces } = taken;
  return cursorsAt(text, offset)
    .filter(({ writes, before, replaces: { start, end } }) => {
      const isSame = start === replaces.start && end === replaces.end && insert.startsWith(before + label);
      return kind === 'key' && writes === 'key' && isSame;
    })
    .map(({ root, path }) => {
      const above = steps(root, path);
      const inside = label === 'kind' ? above.replace(/\([^)]*\)$/, '') : above;
      return inside === '' ? label : `${inside}.${label}`;
    });
}

/** A path in the notation of `keyPaths`. */
function steps(root: Located | undefined, path: Path): string {
  const written = path.map((step, i) => {
    const name = typeof step === 'number' ? '[]' : i === 0 ? step : `.${step}`;
    const node = root && nodeAt(root, path.slice(0, i + 1));
    const kind = node && entryOf(node, 'kind')?.value;
    return kind?.type === 'scalar' && typeof kind.value === 'string' ? `${name}(${kind.value})` : name;
  });
  return written.join('');
}
