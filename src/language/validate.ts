// Validation of located values against the schema. In a union, `kind` selects the branch, and only that branch is
// checked: the errors of a whole union would say little.
import { kindOf, neededKeys, type Schema } from './json';
import { entryOf, spanOf, valueOf, type Located, type LocatedEntry, type LocatedMap } from './located';
import { adviceFor, meantBy } from './misnomers';
import type { Finding, Report } from './problem';
import { fits, mismatch, namesOf, scalarFinding } from './scalar';
import { unseenIn } from './unseen';
import { counted, nearest, oneOf, quote } from './words';

/** Reports all problems of `node`. `name` is its dotted path for messages, empty for the whole spec. */
export function validate(schema: Schema, node: Located, name: string, report: Report): void {
  if (schema.anyOf) validateUnion(schema, schema.anyOf, node, name, report);
  else if (schema.type === 'object') validateMap(schema, node, name, report);
  else if (schema.type === 'array') validateList(schema, node, name, report);
  else if (Object.keys(schema).length > 0) {
    const finding = scalarFinding(schema, node, name);
    if (finding) report(finding);
  }
}

function validateUnion(
  schema: Schema,
  branches: readonly Schema[],
  node: Located,
  name: string,
  report: Report,
): void {
  if (node.type === 'scalar') {
    const scalars = branches.filter(({ type }) => type !== 'object' && type !== 'array');
    if (scalars.some((branch) => fits(branch, node))) return;
    const range = scalars
      .map((branch) => scalarFinding(branch, node, name))
      .find((failure) => failure?.code === 'out-of-range');
    const kind = typeof node.value === 'string' && branches.find((branch) => kindOf(branch) === node.value);
    if (range) report(range);
    else if (kind) reportNeeded(kind, node, name, report);
    else report(mismatch(choiceNames(schema, branches), node, name));
    return;
  }
  const branch =
    node.type === 'list'
      ? branches.find(({ type }) => type === 'array')
      : mapBranch(branches, node, name, report);
  if (branch === 'reported') return;
  if (branch) validate(branch, node, name, report);
  else report(mismatch(choiceNames(schema, branches), node, name));
}

/** The union with the names of all its entries, including those that need options. */
function choiceNames(schema: Schema, branches: readonly Schema[]): Schema {
  const kinds = branches.flatMap((branch) => kindOf(branch) ?? []);
  return kinds.length === 0
    ? schema
    : { ...(schema.expects !== undefined && { expects: schema.expects }), enum: kinds };
}

/** Reports an entry that is given by name but needs options. */
function reportNeeded(branch: Schema, node: Located, name: string, report: Report): void {
  const kind = kindOf(branch) ?? '';
  const needed = neededKeys(branch).filter((key) => key !== 'kind');
  report({
    at: spanOf(node),
    code: 'missing-key',
    message: `${quote(kind)} needs ${oneOf(needed)}.`,
    remedy: `Write ${name.split('.').at(-1) ?? name}: { kind: ${kind}, ${needed.map((key) => `${key}: …`).join(', ')} }.`,
  });
}

/** The branch that a map selects. */
function mapBranch(
  branches: readonly Schema[],
  node: LocatedMap,
  name: string,
  report: Report,
): Schema | 'reported' | undefined {
  const maps = branches.filter(({ type }) => type === 'object');
  const ofKind = maps.filter((branch) => kindOf(branch) !== undefined);
  const kind = entryOf(node, 'kind');
  if (kind && ofKind.length > 0) {
    const found = ofKind.find(
      (branch) => kind.value.type === 'scalar' && kindOf(branch) === kind.value.value,
    );
    if (found) return found;
    const kinds = ofKind.flatMap((branch) => kindOf(branch) ?? []);
    report(mismatch({ enum: kinds }, kind.value, `${name}.kind`));
    const meant = kind.value.type === 'scalar' ? nearest(String(kind.value.value), kinds) : undefined;
    const branch = ofKind.filter((one) => kindOf(one) === meant);
    if (branch.length > 0) reportNames(branch, node, name, report);
    else reportMisspelt(ofKind, node, name, report);
    return 'reported';
  }
  const others = maps.filter((branch) => kindOf(branch) === undefined);
  const fits = others.find(({ properties }) =>
    node.entries.some(({ key }) => properties !== undefined && Object.hasOwn(properties, key)),
  );
  if (fits) return fits;
  if (ofKind.length === 0) return others[0];
  const kinds = ofKind.flatMap((branch) => kindOf(branch) ?? []);
  const nested = node.entries.find(({ key }) => kinds.includes(key));
  report({
    at: spanOf(node),
    code: 'missing-key',
    message: `${quote(name)} lacks the key \`kind\`.`,
    remedy: nested
      ? `Write kind: ${nested.key}, with its options in the same map.`
      : `Valid kinds: ${kinds.join(', ')}.`,
  });
  if (!nested) reportMisspelt(ofKind, node, name, report);
  return 'reported';
}

/** Reports the misspelt keys of a map whose kind is unknown: those close to a key of any kind. */
function reportMisspelt(branches: readonly Schema[], node: LocatedMap, name: string, report: Report): void {
  reportNames(branches, node, name, (finding) => {
    if (finding.fix) report(finding);
  });
}

/** Reports the keys of a map that none of these branches has. */
function reportNames(branches: readonly Schema[], node: LocatedMap, name: string, report: Report): void {
  const properties = Object.assign({}, ...branches.map((branch) => branch.properties ?? {})) as Record<
    string,
    Schema
  >;
  const unknown = node.entries.filter(({ key }) => !Object.hasOwn(properties, key));
  const free = Object.keys(properties).filter((key) => !entryOf(node, key));
  for (const entry of unknown.slice(0, mostGuesses))
    reportUnknownKey({ properties }, free, entry, name, report);
}

function validateMap(schema: Schema, node: Located, name: string, report: Report): void {
  if (node.type !== 'map') {
    report(
      mismatch(
        { ...(schema.expects !== undefined && { expects: schema.expects }), type: 'object' },
        node,
        name,
      ),
    );
    return;
  }
  const properties = schema.properties ?? {};
  const patterns = Object.entries(schema.patternProperties ?? {});
  const free = Object.keys(properties).filter((key) => !entryOf(node, key));
  if (node.entries.length > (schema.maxProperties ?? Infinity)) {
    report({
      at: spanOf(node),
      code: 'too-many-values',
      message: `${quote(name)} has ${counted(node.entries.length, 'entry', 'entries')}; the limit is ${schema.maxProperties ?? ''}.`,
    });
    return;
  }
  let guesses = 0;
  for (const entry of node.entries) {
    const inner = name === '' ? entry.key : `${name}.${entry.key}`;
    const part = Object.hasOwn(properties, entry.key)
      ? properties[entry.key]
      : patterns.find(([pattern]) => new RegExp(pattern, 'u').test(entry.key))?.[1];
    if (part) validate(part, entry.value, inner, report);
    else if (typeof schema.additionalProperties === 'object')
      validate(schema.additionalProperties, entry.value, inner, report);
    else if (schema.additionalProperties === false) {
      guesses += 1;
      reportUnknownKey(schema, guesses > mostGuesses ? [] : free, entry, name, report);
    }
  }
  for (const key of neededKeys(schema)) {
    if (entryOf(node, key)) continue;
    report({
      at: spanOf(node),
      code: 'missing-key',
      message:
        name === '' ? `The key ${quote(key)} is missing.` : `${quote(name)} lacks the key ${quote(key)}.`,
      remedy: hint(key, properties[key]),
    });
  }
}

/** The number of unknown keys in a map that get a suggestion; nobody reads more. */
const mostGuesses = 100;

function hint(key: string, schema: Schema | undefined): string {
  const example = schema && namesOf(schema)[0];
  return example === undefined ? `Add ${key}: …` : `Add ${key}: ${example}, for example.`;
}

function reportUnknownKey(
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
      ...(inside === undefined ? [] : [`Did you mean ${quote(inside)}?`]),
      ...(near === undefined && advice !== undefined ? [advice] : []),
      known,
    ].join(' '),
    ...(near !== undefined && { fix: renaming(entry, near, properties[near]) }),
  });
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

/** The path of a key of this name in a map inside, such as `train.optimizer.learningRate`. */
function keyInside(key: string, { properties = {} }: Schema): string | undefined {
  for (const [name, part] of Object.entries(properties)) {
    const maps = [part, ...(part.anyOf ?? [])].filter(({ type }) => type === 'object');
    const keys = [...new Set(maps.flatMap((map) => Object.keys(map.properties ?? {})))];
    const found = keys.includes(key) ? key : meantBy(key, keys);
    if (found !== undefined) return `${name}.${found}`;
  }
  for (const [name, part] of Object.entries(properties)) {
    const inner = part.type === 'object' ? keyInside(key, part) : undefined;
    if (inner !== undefined) return `${name}.${inner}`;
  }
  return undefined;
}

function validateList(
  schema: Schema & { minItems?: number; maxItems?: number },
  node: Located,
  name: string,
  report: Report,
): void {
  const { minItems = 0, maxItems = Infinity, items } = schema;
  if (node.type !== 'list') {
    report(
      mismatch(
        { ...(schema.expects !== undefined && { expects: schema.expects }), type: 'array' },
        node,
        name,
      ),
    );
    return;
  }
  if (node.items.length < minItems || node.items.length > maxItems) {
    report({
      at: spanOf(node),
      code: 'wrong-value',
      message: `${quote(name)} has ${counted(node.items.length, 'item')}; it must be ${schema.expects ?? `a list of at least ${minItems}`}.`,
    });
  }
  if (items === undefined || Array.isArray(items)) return;
  node.items.forEach((item, index) => validate(items as Schema, item, `${name}[${index}]`, report));
}
