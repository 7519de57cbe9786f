// Names that the schema does not list: layers, controls, arms, dotted paths and files.
import { check, type Known } from '../check';
import { isRecord, kindOf, type Schema } from '../json';
import { entryOf, nodeAt, valueOf, type Located, type Path } from '../located';
import { lab } from '../schema';
import { schemasAt } from './place';

export interface Name {
  readonly name: string;
  readonly about?: string | undefined;
}

/** An entry's description and reference. */
export const aboutEntry = ({
  description,
  reference,
}: {
  readonly description?: string | undefined;
  readonly reference?: string;
}): string | undefined => (reference === undefined ? description : `${description ?? ''}\n\n${reference}`);

export interface Place {
  readonly root: Located | undefined;
  readonly path: Path;
  readonly known: Known;
  /** Paths of files that a module could be. */
  readonly modules: readonly string[];
}

/** Tells whether a path matches a pattern, with `*` for any step. */
const is = (path: Path, ...pattern: readonly string[]): boolean =>
  path.length === pattern.length && pattern.every((step, i) => step === '*' || step === path[i]);

/** Names of keys for the map at a path. */
export function keyNames(place: Place): readonly Name[] {
  const { path } = place;
  if (is(path, 'prune', 'rates')) return layerNames(place);
  if (is(path, 'claims', '*', 'mustFail', '*', 'with')) return changeablePaths(place);
  if (is(path, 'sweep')) return sweptPaths(place);
  return [];
}

/** Names of values at a path. */
export function valueNames(place: Place): readonly Name[] {
  const { path } = place;
  if (is(path, 'model', 'module') || is(path, 'workload', 'module'))
    return place.modules.map((name) => ({ name }));
  if (is(path, 'claims', '*', 'mustFail', '*')) return controlNames(place);
  const isArm = ['difference', 'ratio'].some((key) => is(path, 'claims', '*', key, '*'));
  if (isArm || is(path, 'claims', '*', 'value'))
    return [
      { name: 'ticket', about: 'The pruned network.' },
      { name: 'dense', about: 'The unpruned network of round 0.' },
      ...controlNames(place),
    ];
  return [];
}

/** The layers of the spec's model, with their parameters. */
function layerNames({ root, known }: Place): readonly Name[] {
  const part = (key: string): unknown => {
    const value = root && entryOf(root, key)?.value;
    return value && valueOf(value);
  };
  const { plan } = check(
    JSON.stringify({ ticket: 1, workload: part('workload'), model: part('model') }),
    known,
  );
  return (plan?.layers ?? []).map(({ name, parameters }) => ({
    name,
    about: parameters.map((one) => `${one.name} ${one.shape.join(' × ')}`).join(', '),
  }));
}

/** The controls of the spec, or all controls of the lab if it has none. */
function controlNames({ root }: Place): readonly Name[] {
  const list = root && nodeAt(root, ['controls']);
  const written = (list?.type === 'list' ? list.items : []).flatMap((item) => {
    const kind = item.type === 'map' ? entryOf(item, 'kind')?.value : item;
    return kind?.type === 'scalar' && typeof kind.value === 'string' ? [kind.value] : [];
  });
  return lab.controls
    .filter(({ name }) => written.length === 0 || written.includes(name))
    .map((entry) => ({ name: entry.name, about: aboutEntry(entry) }));
}

/** Paths that are not part of a run's identity. */
const FIXED = new Set(['ticket', 'title', 'trials', 'controls', 'claims', 'sweep', 'run', 'prune.rounds']);

/** Dotted paths that a change or a sweep may name. */
function changeablePaths({ root, known }: Place): readonly Name[] {
  const below = (path: Path): readonly Name[] => {
    const keys = new Map<string, Schema>();
    for (const { properties = {} } of chosen(root, path, known))
      for (const [key, one] of Object.entries(properties)) if (!keys.has(key)) keys.set(key, one);
    return [...keys].flatMap(([key, one]) => {
      const inner = [...path, key];
      const name = inner.join('.');
      if (FIXED.has(name) || key === 'kind' || key === 'module') return [];
      const isMap = one.type === 'object' && isRecord(one.properties);
      const isChoice = one.anyOf?.some((branch) => kindOf(branch) !== undefined) === true;
      const deeper = isMap || isChoice ? below(inner) : [];
      return isMap ? deeper : [{ name, about: one.description }, ...deeper];
    });
  };
  return below([]);
}

/** Paths for a sweep, without those that contain, or are part of, a swept one. */
function sweptPaths(place: Place): readonly Name[] {
  const sweep = place.root && nodeAt(place.root, place.path);
  const swept = sweep?.type === 'map' ? sweep.entries.map(({ key }) => key) : [];
  const contains = (path: string, other: string): boolean => other.startsWith(`${path}.`);
  return changeablePaths(place).filter(
    ({ name }) => !swept.some((one) => contains(one, name) || contains(name, one)),
  );
}

/** The schemas at a path. For a choice, those of its named or default entry. */
function chosen(root: Located | undefined, path: Path, known: Known): readonly Schema[] {
  const schemas = schemasAt(root, path, known);
  const node = root && nodeAt(root, path);
  if (node?.type === 'map' || !schemas.some((one) => kindOf(one) !== undefined)) return schemas;
  const named = node?.type === 'scalar' && node.value !== null ? node.value : schemas[0]?.default;
  return schemas.filter((one) => kindOf(one) === named);
}
