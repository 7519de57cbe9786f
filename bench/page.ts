// Writes results into docs/benchmarks.md: a block per group between markers, with its own date and machine, so that
// groups can be measured separately.
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

/** Replaces a group's block in the page by these paragraphs. @throws {Error} if the page has no such block. */
export function withBlock(page: string, group: string, paragraphs: readonly string[]): string {
  const beginning = `<!-- measured: ${group} -->`;
  const from = page.indexOf(beginning);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0)
    throw new Error(`The page has no block for ${group}. Add "${beginning}" and "${END}".`);
  return `${page.slice(0, from)}${[beginning, ...paragraphs].join('\n\n')}\n\n${page.slice(to)}`;
}

/** Replaces the blocks of the measured groups in the page. @throws {Error} if the page lacks one. */
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
