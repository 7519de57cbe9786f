// The same spec with something changed, for claims that must fail under a change.
import { stringify } from 'yaml';
import { asSchema, isRecord, kindOf, type Schema } from './json';
import { valueOf } from './located';
import { parse } from './parse';
import { schema } from './schema';
import type { SpecChange } from './spec';

/**
 * The text of a spec with values at dotted paths changed and its claims left out: a variant is trained, not judged.
 * Shorthand on the way is written out (`optimizer: adam` takes `train.optimizer.weightDecay`). The result may be
 * invalid where the change is: check it. `text` is a spec that checks.
 */
export function withChange(text: string, change: SpecChange): string {
  const { root } = parse(text);
  const spec = Object.entries(root ? (valueOf(root) as object) : {}).filter(([key]) => key !== 'claims');
  const changed = Object.entries(change).reduce<unknown>(
    (value, [path, to]) => set(asSchema(schema), value, path.split('.'), to),
    Object.fromEntries(spec),
  );
  return stringify(changed, { aliasDuplicateObjects: false });
}

function set(schema: Schema | undefined, value: unknown, path: readonly string[], to: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return to;
  const map = isRecord(value) ? value : writtenOut(schema, value);
  return { ...map, [head]: set(schema?.properties?.[head], map[head], rest, to) };
}

/** The map that a shorthand, or nothing, stands for. */
function writtenOut(schema: Schema | undefined, value: unknown): Readonly<Record<string, unknown>> {
  const takesKind = schema?.anyOf?.some((branch) => kindOf(branch) !== undefined) === true;
  const kind = value ?? schema?.default;
  return takesKind && typeof kind === 'string' ? { kind } : {};
}
