// Reference documentation in Markdown: one page per kind of entry, generated from the lab's declarations.
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
  /** The key of a spec that names such an entry, as a dotted path. */
  readonly key: string;
  /** A sentence that defines the kind. */
  readonly says: string;
  /** The default entry. */
  readonly standard?: string;
  /** Notes on how to write entries of this kind. */
  readonly written?: string;
}

const chapters: readonly Chapter[] = [
  {
    kind: 'workloads',
    title: 'Workloads',
    key: 'workload',
    says: 'A workload is the task: training, validation and test examples, and the loss.',
    written: 'To use your own module, write `{ module: ./my-task.mjs }`.',
  },
  {
    kind: 'models',
    title: 'Models',
    key: 'model',
    says: 'A model is the network to train and prune: its layers, their initialization and the forward pass.',
    written: 'To use your own module, write `{ module: ./my-net.mjs }`.',
  },
  {
    kind: 'optimizers',
    title: 'Optimizers',
    key: 'train.optimizer',
    says: 'An optimizer updates the weights from their gradients.',
    standard: defaults.train.optimizer,
  },
  {
    kind: 'learningRates',
    title: 'Learning-rate schedules',
    key: 'train.schedule',
    says: "A learning-rate schedule multiplies the optimizer's learning rate by a factor that changes over training.",
    standard: defaults.train.schedule,
    written: 'You can also give a list of schedules; Ticket multiplies their factors.',
  },
  {
    kind: 'criteria',
    title: 'Criteria',
    key: 'prune.criterion',
    says: 'A criterion scores each weight; pruning removes the lowest scores first.',
    standard: defaults.prune.criterion,
  },
  {
    kind: 'structures',
    title: 'Structures',
    key: 'prune.structure',
    says: 'A structure sets the granularity of masks: the weights that pruning removes together.',
    standard: defaults.prune.structure,
  },
  {
    kind: 'scopes',
    title: 'Scopes',
    key: 'prune.scope',
    says: 'A scope groups the weights that are ranked together and compete to survive.',
    standard: defaults.prune.scope,
  },
  {
    kind: 'schedules',
    title: 'Schedules',
    key: 'prune.schedule',
    says: 'A schedule selects the trained network that each round prunes.',
    standard: defaults.prune.schedule,
  },
  {
    kind: 'rewinds',
    title: 'Rewinds',
    key: 'rewind',
    says: 'A rewind sets the values that surviving weights return to before a pruned network trains.',
    standard: defaults.rewind,
    written: 'To rewind to a time in training, write the time itself, not a map with `kind`.',
  },
  {
    kind: 'controls',
    title: 'Controls',
    key: 'controls',
    says: 'A control is the ticket with one thing changed. A winning ticket outperforms its controls.',
    written:
      'Controls are a list. Besides its options, each takes `repeats`, the number of independent draws.',
  },
];

/** A page of the reference and a heading in it. */
export interface ReferencePlace {
  readonly page: string;
  readonly anchor: string;
}

/** The place in the reference that describes an entry; undefined if the lab has no entry of this name. */
export function referencePlace(kind: keyof Lab, name: string): ReferencePlace | undefined {
  const isThere = lab[kind].some((entry) => entry.name === name);
  return isThere ? { page: pageOf(kind), anchor: name } : undefined;
}

/** The pages of the reference by file name, unformatted. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ...chapters.map((chapter) => [pageOf(chapter.kind), kindPage(chapter)] as const),
  ]);
}

const made = '<!-- Generated from the lab by `npm run generate`; do not edit. -->';

/** The file of a kind's page: `learning-rates.md` for `learningRates`. */
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
    'All built-in entries of an experiment, by kind. For the keys of a spec, see [specs.md](../specs.md).',
    table(['kind', 'in a spec', 'entries'], rows),
    'To choose an entry, write its name, or a map with `kind` and its options. Each entry has a version number, its semantics, which increases whenever its computation changes. The semantics are part of the identity of every run that uses the entry.',
  );
}

function kindPage(chapter: Chapter): string {
  const { kind, title, key, says, standard, written } = chapter;
  const place = standard === undefined ? '' : `; the default is [${code(standard)}](#${standard})`;
  return paragraphs(
    made,
    `# ${title}`,
    `${says} The key is ${code(key)}${place}.${written === undefined ? '' : ` ${written}`}`,
    'For the syntax of entries and times in training, see [specs.md](../specs.md); for other kinds, the [index](README.md).',
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
    rows.length > 0 ? table(['option', 'type', 'default', 'unit', 'meaning'], rows) : 'No options.',
    example(short),
    ...(long !== undefined && JSON.stringify(long) !== JSON.stringify(short)
      ? ['With the defaults written out:', example(long)]
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

/** Turns arXiv numbers and DOIs into links. */
const linked = (reference: string): string =>
  reference
    .replace(/arXiv:(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})/g, '[$&](https://arxiv.org/abs/$1)')
    .replace(/doi:(10\.\d+\/[^\s;,()]+)/g, '[$&](https://doi.org/$1)');

const paragraphs = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
const fenced = (yaml: string): string => `\`\`\`yaml\n${yaml}\`\`\``;
/** Markdown code; text with a backtick gets double backticks. */
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
