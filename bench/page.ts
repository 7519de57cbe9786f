// The measured parts of docs/benchmarks.md: a block for each group between marks, with its own date and machine, so that
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

const END = '<!-- end -->';

/** The page with the block of a group replaced by these paragraphs. Throws where it has no place for it. */
export function withBlock(page: string, group: string, paragraphs: readonly string[]): string {
  const beginning = `<!-- measured: ${group} -->`;
  const from = page.indexOf(beginning);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`The page has no place for the results of ${group}.`);
  return `${page.slice(0, from)}${[beginning, ...paragraphs].join('\n\n')}\n\n${page.slice(to)}`;
}

/** The page with the blocks of the groups that were measured replaced. Throws where it has no place for one. */
export function withResults(page: string, results: Results): string {
  return [...results.groups].reduce((text, [group, rows]) => {
    const ratios = results.ratios.filter(({ name }) => name.startsWith(`${group.name}.`));
    return withBlock(text, group.name, [
      `${machineLine(results)}; ${librariesOf(rows)}. ${intervalNote(rows, results.repetitions)}`,
      markdownTable(HEADER, cellsOf(rows)),
      markdownTable(RATIO_HEADER, ratioCells(ratios)),
    ]);
  }, page);
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [header, header.map(() => '---'), ...rows].map(line).join('\n');
}
