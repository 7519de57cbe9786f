// Validation of located values against the schema. In a union, `kind` selects the branch, and only that branch is
// checked: the errors of a whole union would say little.
import { kindOf, neededKeys, type Schema } from './json';
import { entryOf, spanOf, type Located, type LocatedMap } from './located';
import type { Report } from './problem';
import { fits, mismatch, namesOf, scalarFinding } from './scalar';
import { reportUnknownKey } from './unknown-key';
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
