// The lab's entries as tables in Markdown, from what they declare of themselves.
import type { Entry } from '../lab/kinds';
import { asSchema } from './json';
import { lab } from './schema';

const chapters: readonly (readonly [title: string, registry: readonly Entry[]])[] = [
  ['Workloads', lab.workloads],
  ['Models', lab.models],
  ['Optimizers (`train.optimizer`)', lab.optimizers],
  ['Learning-rate schedules (`train.schedule`)', lab.learningRates],
  ['Criteria (`prune.criterion`)', lab.criteria],
  ['Structures (`prune.structure`)', lab.structures],
  ['Scopes (`prune.scope`)', lab.scopes],
  ['Schedules (`prune.schedule`)', lab.schedules],
  ['Rewinds (`rewind`)', lab.rewinds],
  ['Controls (`controls`)', lab.controls],
];

/** What stands before the tables in a page that has them. */
const MARK = /<!-- entries:.*?-->\n/;

/** A page with the tables after its mark brought up to date. Throws where it has no mark. */
export function withEntries(page: string): string {
  const mark = MARK.exec(page);
  if (!mark) throw new Error('The page has no mark for the tables of entries.');
  return `${page.slice(0, mark.index)}${mark[0]}\n${chapters.map(chapter).join('\n')}`;
}

function chapter([title, registry]: (typeof chapters)[number]): string {
  const rows = registry.flatMap(entryRows).map((cells) => `| ${cells.map(escaped).join(' | ')} |`);
  return [
    `## ${title}\n`,
    '| entry or option | default | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function entryRows({
  name,
  description,
  equation,
  reference,
  options,
}: Entry): readonly (readonly string[])[] {
  const more = [equation && `${code(equation)}.`, reference && `(${reference})`].filter(Boolean);
  const properties = Object.entries(asSchema(options).properties ?? {});
  return [
    [code(name), '', [description, ...more].join(' ')],
    ...properties.map(([key, option]) => [
      code(`${name}.${key}`),
      option.default === undefined ? '' : code(JSON.stringify(option.default)),
      [option.description, option.unit && `In ${option.unit}.`].filter(Boolean).join(' '),
    ]),
  ];
}

const code = (text: string): string => `\`${text}\``;
const escaped = (text: string): string => text.replaceAll('|', '\\|');
