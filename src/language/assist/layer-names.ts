// The names of a model's layers: where a spec gives them, where it uses them, and giving one another name.
import type { Span } from '../problem';
import { plansOf, type Reading } from './reading';
import { meantKeys, type MeantKey } from './walk';

/** Where a layer's name stands in a spec. */
export interface NamedLayer {
  readonly name: string;
  readonly span: Span;
  /** Whether it is given there, in the model, rather than used. */
  readonly isDefinition: boolean;
}

/** Every place of the spec that names a layer, patterns aside. */
export function namedLayers({ root, text }: Reading): readonly NamedLayer[] {
  if (!root) return [];
  return [...meantKeys(root, text)].flatMap(({ path, span }: MeantKey): readonly NamedLayer[] => {
    const [first, second, name] = path;
    if (path.length !== 3 || name === undefined || name.includes('*')) return [];
    const isDefinition = first === 'model' && second === 'layers';
    if (!isDefinition && !(first === 'prune' && second === 'rates')) return [];
    return [{ name, span: inQuotes(span, text), isDefinition }];
  });
}

/** A name's place without the quotes around it. */
function inQuotes({ start, end }: Span, text: string): Span {
  return /^["']/.test(text.slice(start, end)) ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The layer that is named at an offset. */
export function layerAt(reading: Reading, offset: number): NamedLayer | undefined {
  return namedLayers(reading).find(({ span }) => span.start <= offset && offset <= span.end);
}

/** All places of the layer that is named at an offset, where it is given first. */
export function placesOf(reading: Reading, { name }: NamedLayer): readonly NamedLayer[] {
  const all = namedLayers(reading).filter((one) => one.name === name);
  return [...all.filter((one) => one.isDefinition), ...all.filter((one) => !one.isDefinition)];
}

/**
 * Why a layer cannot be renamed, or not to `to`; undefined where it can. Without `to` it is asked of the layer alone.
 */
export function renameTrouble(reading: Reading, layer: NamedLayer, to?: string): string | undefined {
  const places = placesOf(reading, layer);
  if (!places.some(({ isDefinition }) => isDefinition))
    return `The spec does not give the layer \`${layer.name}\` its name: the model or its module does.`;
  if (to === undefined || to === layer.name) return undefined;
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(to))
    return 'The name of a layer starts with a letter; letters, digits, _ and - follow.';
  const taken = [
    ...namedLayers(reading).map(({ name }) => name),
    ...plansOf(reading).flatMap(({ plan }) => plan.layers.map(({ name }) => name)),
    'output',
  ];
  return taken.includes(to) ? `There is a layer \`${to}\` already.` : undefined;
}

/** The places of a layer's name in the source of a module: strings and keys that are the name. */
export function literalsOf(source: string, name: string): readonly Span[] {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const literal = new RegExp(`(["'\`])${plain}\\1|(?<![\\w$.])${plain}(?=\\s*:)`, 'g');
  return [...source.matchAll(literal)].map(({ index, 0: found, 1: quote }) => ({
    start: index + (quote ? 1 : 0),
    end: index + found.length - (quote ? 1 : 0),
  }));
}
