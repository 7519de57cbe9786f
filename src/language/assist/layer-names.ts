// Layer names in a spec: definitions, uses and renaming.
import type { Span } from '../problem';
import { plansOf, type ParsedDocument } from './parsed-document';
import { meantKeys, type MeantKey } from './walk';

/** A layer's name in a spec. */
export interface NamedLayer {
  readonly name: string;
  readonly span: Span;
  /** True in the model, which defines the layer; false where it is used. */
  readonly isDefinition: boolean;
}

/** All layer names in the spec, without patterns. */
export function namedLayers({ root, text }: ParsedDocument): readonly NamedLayer[] {
  if (!root) return [];
  return [...meantKeys(root, text)].flatMap(({ path, span }: MeantKey): readonly NamedLayer[] => {
    const [first, second, name] = path;
    if (path.length !== 3 || name === undefined || name.includes('*')) return [];
    const isDefinition = first === 'model' && second === 'layers';
    if (!isDefinition && !(first === 'prune' && second === 'rates')) return [];
    return [{ name, span: inQuotes(span, text), isDefinition }];
  });
}

/** The span of a name without its quotes. */
function inQuotes({ start, end }: Span, text: string): Span {
  return /^["']/.test(text.slice(start, end)) ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The layer name at an offset. */
export function layerAt(parsed: ParsedDocument, offset: number): NamedLayer | undefined {
  return namedLayers(parsed).find(({ span }) => span.start <= offset && offset <= span.end);
}

/** All places that name a layer, definitions first. */
export function placesOf(parsed: ParsedDocument, { name }: NamedLayer): readonly NamedLayer[] {
  const all = namedLayers(parsed).filter((one) => one.name === name);
  return [...all.filter((one) => one.isDefinition), ...all.filter((one) => !one.isDefinition)];
}

/** The reason why a layer cannot be renamed, or not to `to`; undefined if it can. */
export function renameProblem(parsed: ParsedDocument, layer: NamedLayer, to?: string): string | undefined {
  const places = placesOf(parsed, layer);
  if (!places.some(({ isDefinition }) => isDefinition))
    return `The model defines the layer \`${layer.name}\`, not this spec, so it cannot be renamed here.`;
  if (to === undefined || to === layer.name) return undefined;
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(to))
    return 'A layer name is a letter followed by letters, digits, _ or -.';
  const taken = [
    ...namedLayers(parsed).map(({ name }) => name),
    ...plansOf(parsed).flatMap(({ plan }) => plan.layers.map(({ name }) => name)),
    'output',
  ];
  return taken.includes(to) ? `A layer \`${to}\` already exists.` : undefined;
}

/** The spans of a layer's name in a module's source: strings and keys equal to the name. */
export function literalsOf(source: string, name: string): readonly Span[] {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const literal = new RegExp(`(["'\`])${plain}\\1|(?<![\\w$.])${plain}(?=\\s*:)`, 'g');
  return [...source.matchAll(literal)].map(({ index, 0: found, 1: quote }) => ({
    start: index + (quote ? 1 : 0),
    end: index + found.length - (quote ? 1 : 0),
  }));
}
