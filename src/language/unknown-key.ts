// Reports unknown keys, with the key that was probably meant and a fix.
import { kindOf, type Schema } from './json';
import { valueOf, type LocatedEntry } from './located';
import { adviceFor, meantBy } from './misnomers';
import type { Finding, Report } from './problem';
import { unseenIn } from './unseen';
import { nearest, quote } from './words';

/** Reports a key that a map does not take. `free` are the keys that it could still take. */
export function reportUnknownKey(
  schema: Schema,
  free: readonly string[],
  entry: LocatedEntry,
  name: string,
  report: Report,
): void {
  const { key, keySpan } = entry;
  const { properties = {} } = schema;
  const keys = Object.keys(properties);
  const pattern = Object.keys(schema.patternProperties ?? {})[0];
  const of = name === '' ? 'A spec' : quote(name);
  if (keys.length === 0 && pattern !== undefined) {
    report({
      at: keySpan,
      code: 'wrong-value',
      message: `${quote(key)} is not a valid name in ${of}.`,
      remedy: 'A name is a letter followed by letters, digits, _ or -.',
    });
    return;
  }
  const near = nearest(key, free);
  const hidden = unseenIn(key);
  const known = keys.length === 0 ? `${of} has no options.` : `Valid keys: ${keys.join(', ')}.`;
  const inside = near === undefined ? keyInside(key, schema) : undefined;
  const advice = adviceFor(key);
  report({
    at: keySpan,
    code: 'unknown-key',
    message: `${of} has no key ${quote(key)}.`,
    remedy: [
      ...(hidden ? [`It contains the ${hidden.remedy}`] : []),
      ...(near === undefined ? [] : [`Did you mean ${quote(near)}?`]),
      ...(inside === undefined ? [] : [`Did you mean ${quote(inside.path.join('.'))}?`]),
      ...(near === undefined && advice !== undefined ? [advice] : []),
      known,
    ].join(' '),
    ...fixOf(),
  });

  function fixOf(): Pick<Finding, 'fix'> {
    if (near !== undefined) return { fix: renaming(entry, near, properties[near]) };
    const fix = inside && free.includes(inside.path[0]) ? moving(entry, inside) : undefined;
    if (fix) return { fix };
    return advice === undefined || entry.value.type !== 'scalar' ? {} : { fix: removing(entry) };
  }
}

const removing = ({ key, keySpan, value }: LocatedEntry): NonNullable<Finding['fix']> => ({
  ...{ title: `Remove ${key}`, at: { start: keySpan.start, end: value.span.end }, text: '' },
});

/** The fix that writes an entry as a new map, such as `train: { optimizer: { kind: adam, learningRate: 0.1 } }`. */
function moving({ keySpan, value }: LocatedEntry, { path, kind }: Inside): Finding['fix'] {
  if (value.type !== 'scalar' || typeof value.value !== 'number') return undefined;
  const chosen = kind === undefined ? '' : `kind: ${kind}, `;
  const text = path.reduceRight(
    (inner, name, i) =>
      i === path.length - 1
        ? `{ ${chosen}${name}: ${inner} }`
        : i > 0
          ? `{ ${name}: ${inner} }`
          : `${name}: ${inner}`,
    String(value.value),
  );
  return { title: `Write ${text}`, at: { start: keySpan.start, end: value.span.end }, text };
}

/** The fix that writes an entry under its right name, with the value in the form that the key takes. */
function renaming(
  { key, keySpan, value }: LocatedEntry,
  name: string,
  schema: Schema | undefined,
): NonNullable<Finding['fix']> {
  const at = { start: keySpan.start, end: value.span.end };
  const given = valueOf(value);
  if (name === 'iterations' && /^epochs?$/i.test(key) && typeof given === 'number')
    return { title: `Write iterations: ${given} epochs`, at, text: `iterations: ${given} epochs` };
  const widths = [given].flat();
  if (name === 'layers' && schema?.type === 'object' && widths.every((one) => typeof one === 'number')) {
    const text = `layers: { ${widths.map((width, i) => `fc${i + 1}: ${width}`).join(', ')} }`;
    return { title: `Write ${text}`, at, text };
  }
  return { title: `Change to ${name}`, at: keySpan, text: name };
}

/** A key in a map inside another. */
interface Inside {
  readonly path: readonly [string, ...string[]];
  /** The kind of that map, if it needs one. */
  readonly kind?: string;
}

/** The place of a key of this name in a map inside, such as `train.optimizer.learningRate`. */
function keyInside(key: string, { properties = {} }: Schema): Inside | undefined {
  for (const [name, part] of Object.entries(properties)) {
    const maps = [part, ...(part.anyOf ?? [])].filter(({ type }) => type === 'object');
    const keys = [...new Set(maps.flatMap((map) => Object.keys(map.properties ?? {})))];
    const found = keys.includes(key) ? key : meantBy(key, keys);
    if (found === undefined) continue;
    const kinds = maps.filter((map) => found in (map.properties ?? {})).map(kindOf);
    const kind = kinds.find((one) => one === part.default) ?? kinds[0];
    return { path: [name, found], ...(kind !== undefined && { kind }) };
  }
  for (const [name, part] of Object.entries(properties)) {
    const inner = part.type === 'object' ? keyInside(key, part) : undefined;
    if (inner !== undefined) return { ...inner, path: [name, ...inner.path] };
  }
  return undefined;
}
