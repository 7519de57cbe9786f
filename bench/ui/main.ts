// Runs the editor benchmark, `npm run bench:ui`. A new group is a file here and a name in `groups`.
import { parseArgs } from 'node:util';
import { UsageError } from '../arguments';
import { machine } from '../machine';
import { markdownTable, withBlock } from '../page';
import { editor } from './editor';
import { language } from './language';
import { panels } from './panels';
import { runs } from './runs';

export { UsageError };

export interface Group {
  readonly name: string;
  /** The measured quantities and their units. */
  readonly about: string;
  readonly header: readonly string[];
  readonly needsEditor?: boolean;
  /** @throws {Error} if a measured feature returns a wrong result. */
  rows(): Promise<readonly (readonly string[])[]>;
}

const groups: readonly Group[] = [language, editor, runs, panels];
const names = groups.map(({ name }) => name).join(', ');

export const HELP = `npm run bench:ui -- [options]

Times Ticket's replies to the editor on this machine: the language's functions alone, and in a real VS Code.

  --only NAME   runs one group: ${names}
  --write       writes the results into docs/benchmarks.md
  --help        prints this help

Exit codes: 0, success; 2, invalid arguments; 3, this machine lacks a requirement; 70, a measured result was wrong.
`;

export interface Wanted {
  readonly groups: readonly Group[];
  readonly write: boolean;
}

/** Parses the arguments. @throws {UsageError} if they are invalid. */
export function parseArguments(args: readonly string[]): Wanted | 'help' {
  const { only, write, help } = parsed(args);
  if (help) return 'help';
  const chosen = groups.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new UsageError(`Unknown group ${only ?? ''}. --only takes ${names}.`);
  return { groups: chosen, write };
}

function parsed(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args: [...args], options: { only: { type: 'string' }, write: flag, help: flag } })
      .values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Measures groups. `inPage` replaces each group's block in the page. */
export async function bench(
  wanted: readonly Group[],
): Promise<{ readonly text: string; readonly inPage: (page: string) => string }> {
  const blocks: (readonly [string, readonly string[]])[] = [];
  for (const { name, about, header, rows } of wanted) {
    const { cpu, cores, system, node, load } = machine();
    console.error(`${name} …`);
    const date = new Date().toISOString().slice(0, 10);
    const line = `${date}, ${cpu}, ${cores} cores, ${system}, Node ${node}, load average ${load.toFixed(1)}.`;
    blocks.push([`ui-${name}`, [line, about, markdownTable(header, await rows())]]);
  }
  return {
    text: `${blocks.flatMap(([, paragraphs]) => paragraphs).join('\n\n')}\n`,
    inPage: (page) => blocks.reduce((text, [group, paragraphs]) => withBlock(text, group, paragraphs), page),
  };
}
