// `npm run bench:ui`: how long the editor waits for us. A further group is a file here and a name in `groups`.
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
  /** What is measured, in which unit. */
  readonly about: string;
  readonly header: readonly string[];
  readonly needsEditor?: boolean;
  /** Throws where what is measured does not do what it should. */
  rows(): Promise<readonly (readonly string[])[]>;
}

const groups: readonly Group[] = [language, editor, runs, panels];
const names = groups.map(({ name }) => name).join(', ');

export const HELP = `npm run bench:ui -- [options]

Times what the editor asks of us on this machine: the language's functions alone, and in a real VS Code.

  --only NAME   one group: ${names}
  --write       puts the results into docs/benchmarks.md
  --help        prints this

Exit code 0; 1 where something measured was not right; 2 where the call is wrong; 3 where this machine lacks what it needs.
`;

export interface Wanted {
  readonly groups: readonly Group[];
  readonly write: boolean;
}

/** What the arguments ask for. Throws `UsageError` where they cannot be understood. */
export function parseArguments(args: readonly string[]): Wanted | 'help' {
  const { only, write, help } = parsed(args);
  if (help) return 'help';
  const chosen = groups.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new UsageError(`There is no group ${only ?? ''}; --only takes ${names}.`);
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

/** Measures groups. `inPage` puts the results into the page, each group's into its own block. */
export async function bench(
  wanted: readonly Group[],
): Promise<{ readonly text: string; readonly inPage: (page: string) => string }> {
  const blocks: (readonly [string, readonly string[]])[] = [];
  for (const { name, about, header, rows } of wanted) {
    const { cpu, cores, system, node, load } = machine();
    console.error(`${name} …`);
    const date = new Date().toISOString().slice(0, 10);
    const line = `${date}, ${cpu}, ${cores} cores, ${system}, Node ${node}, load before ${load.toFixed(1)}.`;
    blocks.push([`ui-${name}`, [line, about, markdownTable(header, await rows())]]);
  }
  return {
    text: `${blocks.flatMap(([, paragraphs]) => paragraphs).join('\n\n')}\n`,
    inPage: (page) => blocks.reduce((text, [group, paragraphs]) => withBlock(text, group, paragraphs), page),
  };
}
