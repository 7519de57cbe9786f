// The measured part of docs/benchmarks.md: a block for each group between marks, with its own date and machine, so that
// one group can be measured again alone.
import {
  cellsOf,
  HEADER,
  intervalNote,
  librariesOf,
  machineLine,
  ratioCells,
  RATIO_HEADER,
  type Results,
} from './report';

const beginning = (group: string): string => `<!-- measured: ${group} -->`;
const END = '<!-- end -->';

/** The page with the blocks of the groups that were measured replaced. Throws where it has no place for one. */
export function withResults(page: string, results: Results): string {
  let text = page;
  for (const [group, rows] of results.groups) {
    const from = text.indexOf(beginning(group.name));
    const to = text.indexOf(END, from);
    if (from < 0 || to < 0) throw new Error(`The page has no place for the results of ${group.name}.`);
    const ratios = results.ratios.filter(({ name }) => name.startsWith(`${group.name}.`));
    const block = [
      beginning(group.name),
      `${machineLine(results)}; ${librariesOf(rows)}. ${intervalNote(rows, results.repetitions)}`,
      markdownTable(HEADER, cellsOf(rows)),
      markdownTable(RATIO_HEADER, ratioCells(ratios)),
    ];
    text = `${text.slice(0, from)}${block.join('\n\n')}\n\n${text.slice(to)}`;
  }
  return text;
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [header, header.map(() => '---'), ...rows].map(line).join('\n');
}
