// `npm run bench:ui`: how long the editor waits for us. A further group is a file here and a name in `groups`.
import { machine } from '../machine';
import { markdownTable } from '../page';
import { language } from './language';

export interface Group {
  readonly name: string;
  /** What is measured, in which unit. */
  readonly about: string;
  readonly header: readonly string[];
  /** Throws where what is measured does not do what it should. */
  rows(): Promise<readonly (readonly string[])[]>;
}

const groups: readonly Group[] = [language];

const BEGIN = '<!-- measured: ui -->';
const END = '<!-- end -->';

/** Measures all groups; the result is a block of Markdown. */
export async function bench(): Promise<string> {
  const { cpu, cores, system, node, load } = machine();
  const blocks = [
    `${new Date().toISOString().slice(0, 10)}, ${cpu}, ${cores} cores, ${system}, Node ${node}, load before ${load.toFixed(1)}.`,
  ];
  for (const { name, about, header, rows } of groups) {
    console.error(`${name} …`);
    blocks.push(about, markdownTable(header, await rows()));
  }
  return blocks.join('\n\n');
}

/** The page with this block in its place. Throws where it has none. */
export function withBlock(page: string, block: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error('The page has no place for the results of bench:ui.');
  return `${page.slice(0, from)}${BEGIN}\n\n${block}\n\n${page.slice(to)}`;
}
