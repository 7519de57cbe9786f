// Hover text for a key or value, in Markdown.
import { markdownCode, unlinked } from '../../escape/markup';
import { inIterations, readDuration } from '../duration';
import { kindOf, neededKeys, type EntryNote, type Schema } from '../json';
import { valueOf, type Path } from '../located';
import { number, percent } from '../print';
import type { Span } from '../problem';
import { wanted } from '../scalar';
import { ladderTable, layerTable, parametersOf, roundOf } from './layers';
import { layerAt } from './layer-names';
import { inside, schemasAt } from './place';
import { plansOf, type Planned, type ParsedDocument } from './parsed-document';
import { spotAt, type Spot } from './walk';

export interface Hover {
  readonly span: Span;
  /** Paragraphs and tables. */
  readonly markdown: string;
  /** The entry of the lab that it describes. */
  readonly entry?: EntryNote;
}

export function hover(parsed: ParsedDocument, offset: number): Hover | undefined {
  const { root } = parsed;
  const spot = root && spotAt(root, offset);
  if (!spot) return undefined;
  const [first] = plansOf(parsed);
  const named = layerAt(parsed, offset);
  const layer = named && first?.plan.layers.find(({ name }) => name === named.name);
  const about = aboutSpot(parsed, spot);
  const parts = [
    ...(layer && first
      ? [`**Layer ${markdownCode(layer.name)}**`, layerTable(layer, first.plan)]
      : about.parts),
    ...(first ? facts(spot, first) : []),
  ];
  return parts.length === 0
    ? undefined
    : {
        span: named?.span ?? spot.span,
        markdown: parts.join('\n\n'),
        ...(about.entry && { entry: about.entry }),
      };
}

interface About {
  readonly parts: readonly string[];
  readonly entry?: EntryNote;
}

/** Documentation of a key, and of the entry that it chooses. */
function aboutSpot({ root, known }: ParsedDocument, { path, part, node }: Spot): About {
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  const around = path.length === 0 ? [] : schemasAt(root, parent, known);
  const own = around.flatMap((one) => inside(one, key ?? ''));
  const here = schemasAt(root, path, known);
  const value = part === 'value' || node.type === 'scalar' ? valueOf(node) : undefined;
  const chosen =
    here.find((one) => one.const !== undefined && one.const === value) ??
    (node.type === 'map' ? here.find((one) => kindOf(one) !== undefined && here.length === 1) : undefined);
  const entry = chosen?.entry;
  if (part === 'value' && typeof key === 'number' && !chosen) return { parts: own.flatMap(described) };
  if ((part === 'value' || key === 'kind') && chosen)
    return { parts: entryParts(chosen), ...(entry && { entry }) };
  const [property] = own;
  if (!property) return { parts: [] };
  const isNeeded = around.some((one) => typeof key === 'string' && neededKeys(one).includes(key));
  const name = dotted(path);
  return {
    parts: [
      `**${markdownCode(name)}** ${unlinked(property.description ?? '')}`.trim(),
      valueLine(property, isNeeded),
      ...(chosen ? entryParts(chosen) : choices(property)),
    ].filter(Boolean),
    ...(entry && { entry }),
  };
}

const dotted = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? text : text ? `${text}.${step}` : step),
    '',
  );

const described = ({ description }: Schema): readonly string[] =>
  description === undefined ? [] : [unlinked(description)];

/** The value's type, unit and default. */
function valueLine(property: Schema, isNeeded: boolean): string {
  const { default: standard, unit } = property;
  const standardText = standard === undefined ? [] : [`Default: ${markdownCode(JSON.stringify(standard))}`];
  const choosesEntry = (property.anyOf ?? []).some(({ entry }) => entry);
  return [
    ...(choosesEntry ? [] : [`Value: ${wanted(property)}${limits(property)}`]),
    ...(unit === undefined ? [] : [`Unit: ${unit}`]),
    ...standardText,
    ...(isNeeded ? ['Required'] : []),
  ].join(' · ');
}

/** The range of a number. */
function limits(property: Schema & Limits): string {
  if (property.expects !== undefined) return '';
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = property;
  const parts = [
    minimum !== undefined && `at least ${number(minimum)}`,
    exclusiveMinimum !== undefined && `above ${number(exclusiveMinimum)}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `at most ${number(maximum)}`,
    exclusiveMaximum !== undefined && `below ${number(exclusiveMaximum)}`,
  ].filter(Boolean);
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

interface Limits {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** The available entries, one per line. */
function choices({ anyOf = [] }: Schema): readonly string[] {
  const notes = new Map(
    anyOf.flatMap(({ entry, description }) => (entry ? [[entry.name, description ?? '']] : [])),
  );
  const lines = [...notes].map(([name, text]) => `- ${markdownCode(name)}: ${unlinked(text)}`);
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** An entry's description, equation and reference. */
function entryParts({ description, entry, const: name }: Schema): readonly string[] {
  if (!entry)
    return description === undefined ? [] : [`**${markdownCode(String(name))}** ${unlinked(description)}`];
  return [
    `**${markdownCode(entry.name)}** ${unlinked(description ?? '')}`.trim(),
    ...(entry.equation === undefined ? [] : [`\`${entry.equation}\``]),
    ...(entry.reference === undefined ? [] : [linked(entry.reference)]),
  ];
}

/** A reference with links for arXiv numbers. */
const linked = (reference: string): string =>
  reference.replace(/arXiv:(\d{4}\.\d{4,5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)');

/** Facts that follow from the plan. */
function facts({ path, node, part }: Spot, { spec, plan }: Planned): readonly string[] {
  const [first, second] = path;
  const value = node.type === 'scalar' ? node.value : undefined;
  if (first === 'prune' && (path.length === 1 || second === 'rate' || second === 'rounds'))
    return part === 'key' || path.length > 1 ? [ladderTable(plan)] : [];
  if (first === 'model' && path.length === 1) {
    const count = plan.layers.reduce((sum, layer) => sum + parametersOf(layer), 0);
    const prunable = plan.rounds[0]?.weights ?? 0;
    return [`${number(count)} parameters, ${number(prunable)} prunable.`];
  }
  if (first === 'workload' && path.length === 1) {
    const { train, validation, test } = plan.examples;
    return [`${number(train)} training, ${number(validation)} validation and ${number(test)} test examples.`];
  }
  if (first === 'claims' && path.length > 2 && path[2] === 'at') {
    const claim = spec.claims[Number(second)];
    const round = claim && roundOf(claim.at, plan);
    return round ? [`Round ${round.round}, at ${percent(round.density)} density.`] : [];
  }
  if (typeof value === 'string' && / epochs?$/.test(value)) {
    const epoch = { examples: plan.examples.train, batch: spec.train.batch };
    return [`${number(inIterations(readDuration(value), epoch))} iterations.`];
  }
  return [];
}
