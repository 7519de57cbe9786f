// The reference: a page for each kind of entry that the lab has, in Markdown, from what the entries declare of themselves.
import { stringify } from 'yaml';
import type { Entry } from '../lab/kinds';
import { defaults } from './defaults';
import { longChoice, rewindChoice, shortChoice, yamlAt } from './entry-example';
import { asSchema, neededKeys, type Schema } from './json';
import { sayType, unitOf } from './option-words';
import type { Lab } from './choice-schema';
import { lab } from './schema';

interface Chapter {
  readonly kind: keyof Lab;
  readonly title: string;
  /** Where a spec names such an entry, as a dotted path. */
  readonly key: string;
  /** What the kind is, as a sentence. */
  readonly says: string;
  /** The entry of a spec that names none. */
  readonly standard?: string;
  /** How entries of this kind are written, where it is not as most are. */
  readonly written?: string;
}

const chapters: readonly Chapter[] = [
  {
    kind: 'workloads',
    title: 'Workloads',
    key: 'workload',
    says: 'A workload is what a network learns: examples to train on, to validate and to test with, and the loss.',
    written: 'A module of your own may stand here, `{ module: ./my-task.mjs }`.',
  },
  {
    kind: 'models',
    title: 'Models',
    key: 'model',
    says: 'A model is the network that is trained and pruned: its layers, how they start, and what they compute.',
    written: 'A module of your own may stand here, `{ module: ./my-net.mjs }`.',
  },
  {
    kind: 'optimizers',
    title: 'Optimizers',
    key: 'train.optimizer',
    says: 'An optimizer is the rule by which gradients change the weights.',
    standard: defaults.train.optimizer,
  },
  {
    kind: 'learningRates',
    title: 'Learning-rate schedules',
    key: 'train.schedule',
    says: "A learning-rate schedule is a factor on the optimizer's learning rate that follows the time in training.",
    standard: defaults.train.schedule,
    written: 'A list of several may stand here; their factors multiply.',
  },
  {
    kind: 'criteria',
    title: 'Criteria',
    key: 'prune.criterion',
    says: 'A criterion says how important each weight is; the least important go first.',
    standard: defaults.prune.criterion,
  },
  {
    kind: 'structures',
    title: 'Structures',
    key: 'prune.structure',
    says: 'A structure says which masks are allowed: what is removed together.',
    standard: defaults.prune.structure,
  },
  {
    kind: 'scopes',
    title: 'Scopes',
    key: 'prune.scope',
    says: 'A scope says which weights are ranked together, and so compete to stay.',
    standard: defaults.prune.scope,
  },
  {
    kind: 'schedules',
    title: 'Schedules',
    key: 'prune.schedule',
    says: "A schedule says from which trained network each round's mask is made.",
    standard: defaults.prune.schedule,
  },
  {
    kind: 'rewinds',
    title: 'Rewinds',
    key: 'rewind',
    says: 'A rewind says where the weights that are left go back to before a pruned network trains.',
    standard: defaults.rewind,
    written: 'A rewind to a time in training is written as that time, and never as a map with `kind`.',
  },
  {
    kind: 'controls',
    title: 'Controls',
    key: 'controls',
    says: 'A control is what must fail if the ticket is one: the ticket with one thing changed, trained beside it.',
    written:
      'Controls are a list. Each may have `repeats` beside its options, the number of independent draws.',
  },
];

/** Where an entry is described: a page of the reference, and the heading in it. */
export interface ReferencePlace {
  readonly page: string;
  readonly anchor: string;
}

/** Where the reference describes an entry of the lab; undefined where the lab has none of this name. */
export function referencePlace(kind: keyof Lab, name: string): ReferencePlace | undefined {
  const isThere = lab[kind].some((entry) => entry.name === name);
  return isThere ? { page: pageOf(kind), anchor: name } : undefined;
}

/** The pages of the reference by file name, not yet formatted. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ...chapters.map((chapter) => [pageOf(chapter.kind), kindPage(chapter)] as const),
  ]);
}

const made = '<!-- Made by `npm run generate` from the lab; do not edit. -->';

/** `learningRates` has `learning-rates.md`. */
const pageOf = (kind: keyof Lab): string =>
  `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;

function indexPage(): string {
  const rows = chapters.map(({ kind, title, key }) => [
    `[${title}](${pageOf(kind)})`,
    code(key),
    lab[kind].map(({ name }) => `[${code(name)}](${pageOf(kind)}#${name})`).join(', '),
  ]);
  return paragraphs(
    made,
    '# Reference',
    'All that an experiment can be made of, by kind. The keys of a spec are in [specs.md](../specs.md).',
    table(['kind', 'in a spec', 'entries'], rows),
    'An entry is named, or is a map with `kind` and its options. Each has a number, its semantics, that is raised whenever what it computes changes; it is part of the identity of every run that uses the entry.',
  );
}

function kindPage(chapter: Chapter): string {
  const { kind, title, key, says, standard, written } = chapter;
  const place = standard === undefined ? '' : `; without the key it is [${code(standard)}](#${standard})`;
  return paragraphs(
    made,
    `# ${title}`,
    `${says} A spec names it at ${code(key)}${place}.${written === undefined ? '' : ` ${written}`}`,
    'How entries and times in training are written is in [specs.md](../specs.md); the other kinds are in the [index](README.md).',
    ...lab[kind].flatMap((entry) => entryParts(chapter, entry)),
  );
}

function entryParts({ kind, key }: Chapter, entry: Entry): readonly string[] {
  const { name, description, equation, reference, semantics, options } = entry;
  const facts = [
    equation !== undefined && `Equation: ${code(equation)}`,
    reference !== undefined && `Reference: ${linked(reference)}`,
    `Semantics: ${semantics}`,
  ].filter((fact) => fact !== false);
  const schema = asSchema(options);
  const rows = Object.entries(schema.properties ?? {}).map(([option, of]) => optionRow(schema, option, of));
  const example = (choice: unknown): string => fenced(yamlAt(key, kind === 'controls' ? [choice] : choice));
  const short = kind === 'rewinds' ? rewindChoice(entry) : shortChoice(entry);
  const long = kind === 'rewinds' ? undefined : longChoice(entry);
  return [
    `## ${name}`,
    description,
    facts.map((fact) => `- ${fact}`).join('\n'),
    rows.length > 0 ? table(['option', 'type', 'default', 'unit', 'meaning'], rows) : 'It has no options.',
    example(short),
    ...(long !== undefined && JSON.stringify(long) !== JSON.stringify(short)
      ? ['With its defaults written out:', example(long)]
      : []),
  ];
}

function optionRow(schema: Schema, name: string, option: Schema): readonly string[] {
  const standard = option.default === undefined ? undefined : code(yamlOf(option.default));
  return [
    code(name),
    sayType(option),
    standard ?? (neededKeys(schema).includes(name) ? 'required' : ''),
    unitOf(option) ?? '',
    option.description ?? '',
  ];
}

const yamlOf = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();

/** A paper's arXiv number or DOI becomes a link to it. */
const linked = (reference: string): string =>
  reference
    .replace(/arXiv:(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})/g, '[$&](https://arxiv.org/abs/$1)')
    .replace(/doi:(10\.\d+\/[^\s;,()]+)/g, '[$&](https://doi.org/$1)');

const paragraphs = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
const fenced = (yaml: string): string => `\`\`\`yaml\n${yaml}\`\`\``;
/** A backtick inside takes two around. */
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
