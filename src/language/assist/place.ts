// Lookup of the schemas for a path of a spec.
import type { Known } from '../check';
import { asSchema, isRecord, kindOf, type Schema } from '../json';
import { entryOf, nodeAt, type Located, type Path } from '../located';
import { writtenOptions } from '../choice-schema';
import { schema } from '../schema';
import { isTooDeep } from '../sweep';
import { withValue } from '../variants';

/**
 * The schemas of the value at `path`, with unions split into alternatives. A `kind` selects its entry's schema; a
 * module uses its own, if known. A value of a sweep or a change has the schemas of its dotted path.
 */
export function schemasAt(root: Located | undefined, path: Path, known: Known = {}): readonly Schema[] {
  const dotted = dottedOf(path);
  const value = dotted && root && nodeAt(root, path.slice(0, dotted.length));
  if (dotted && isTooDeep(dotted.path)) return [];
  if (dotted && value && root.type === 'map') {
    const steps = dotted.path.split('.').map((key) => ({ key, span: root.span }));
    const rest = path.slice(dotted.length);
    return schemasAt(withValue(root, steps, value), [...steps.map(({ key }) => key), ...rest], known);
  }
  let schemas = alternatives(asSchema(schema));
  path.forEach((step, depth) => {
    const here = path.slice(0, depth);
    const node = root && nodeAt(root, here);
    schemas = meant(withModule(schemas, node, here, known), node)
      .flatMap((one) => inside(one, step))
      .flatMap(alternatives);
  });
  const node = root && nodeAt(root, path);
  return meant(withModule(schemas, node, path, known), node);
}

/** The dotted path that a value belongs to, and the length of the path up to it. */
function dottedOf(path: Path): { readonly path: string; readonly length: number } | undefined {
  const [part, , list, , change, key] = path;
  const swept = path[1];
  if (part === 'sweep' && typeof swept === 'string' && path.length > 2) return { path: swept, length: 3 };
  const isChange = part === 'claims' && list === 'mustFail' && change === 'with';
  return isChange && typeof key === 'string' ? { path: key, length: 6 } : undefined;
}

const alternatives = (schema: Schema): readonly Schema[] => {
  const { anyOf, ...common } = schema;
  if (!anyOf) return [schema];
  return anyOf.flatMap(alternatives).map((one) => ({ ...inherited(common), ...one }));
};

/** The keywords that an alternative inherits from its union. */
const inherited = ({ default: standard, expects }: Schema): Schema => ({
  ...(standard !== undefined && { default: standard }),
  ...(expects !== undefined && { expects }),
});

/** The alternatives that the written value can match. */
function meant(schemas: readonly Schema[], node: Located | undefined): readonly Schema[] {
  if (node?.type === 'list') return only(schemas, (one) => one.type === 'array');
  if (node?.type !== 'map' || node.entries.length === 0) return schemas;
  const maps = schemas.filter(({ type }) => type === 'object');
  const kind = entryOf(node, 'kind')?.value;
  if (kind?.type === 'scalar' && kind.value !== null) return only(maps, (one) => kindOf(one) === kind.value);
  return only(maps, ({ properties = {} }) => node.entries.some(({ key }) => Object.hasOwn(properties, key)));
}

/** The schemas that fit, or all if none does. */
function only(schemas: readonly Schema[], fits: (schema: Schema) => boolean): readonly Schema[] {
  const fitting = schemas.filter(fits);
  return fitting.length > 0 ? fitting : schemas;
}

/** Adds the options of a user's module to the schema with the key `module`. */
function withModule(
  schemas: readonly Schema[],
  node: Located | undefined,
  path: Path,
  known: Known,
): readonly Schema[] {
  const [role, ...more] = path;
  const module = node && entryOf(node, 'module')?.value;
  if (more.length > 0 || module?.type !== 'scalar') return schemas;
  const all = role === 'model' ? known.models : role === 'workload' ? known.workloads : undefined;
  const options = all?.[String(module.value)]?.options;
  if (!options) return schemas;
  const { properties } = writtenOptions({ ...options, type: 'object' });
  return schemas.map((one) =>
    one.properties?.['module'] ? { ...one, properties: { ...properties, ...one.properties } } : one,
  );
}

/** The schemas of a map's key or a list's items. */
export function inside(
  { properties, patternProperties, additionalProperties, items }: Schema,
  step: string | number,
): readonly Schema[] {
  if (typeof step === 'number') return isRecord(items) ? [items] : [];
  if (properties && Object.hasOwn(properties, step)) return [properties[step] as Schema];
  const pattern = Object.entries(patternProperties ?? {}).find(([one]) => new RegExp(one, 'u').test(step));
  if (pattern) return [pattern[1]];
  return isRecord(additionalProperties) ? [additionalProperties] : [];
}
