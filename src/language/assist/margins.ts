// Candidate margins of a new line: indentation and list dashes.
import { isBlank, spacesOf } from './around';

/** A line above the cursor, with the facts that decide the indentation below it. */
interface Above {
  readonly spaces: number;
  /** The column of its keys, after the dashes. */
  readonly column: number;
  readonly opens: boolean;
}

const readLine = (line: string): Above => ({
  spaces: spacesOf(line),
  column: /^ *((- +)*)/.exec(line)?.[0].length ?? 0,
  opens: /:\s*(#.*)?$/.test(line),
});

/**
 * Possible margins of a line, in groups of equal likelihood, the most likely group first.
 *
 * @param before the line up to the cursor's word: spaces and dashes
 * @param above the lines before it
 * @param below the lines after it
 */
export function marginsOf(
  before: string,
  above: readonly string[],
  below: readonly string[],
): readonly (readonly string[])[] {
  const dashes = before.trimStart();
  const lines = above.filter((line) => !isBlank(line)).map(readLine);
  const last = lines.at(-1);
  const next = below.filter((line) => !isBlank(line)).map(readLine)[0];
  const written = before.slice(0, before.length - dashes.length).replaceAll('\t', '  ').length;
  // The first keys have no parent above them.
  const own = last ? written : (next?.spaces ?? 0);
  const child = last?.opens === true ? childOf(last, next) : undefined;
  const others = parentsOf(lines).sort(
    (one, other) => Math.abs(one - own) - Math.abs(other - own) || one - other,
  );
  // Below an open key, a child is more likely than a sibling.
  const likely = child !== undefined && last !== undefined && own <= last.column ? [child, own] : [own];
  const rest = [...(child === undefined ? [] : [child]), ...others];
  const indents = [likely, ...rest.filter((indent) => !likely.includes(indent)).map((indent) => [indent])];
  const starts = dashes === '' ? ['', '- '] : [dashes];
  return indents.map((group) => group.flatMap((indent) => starts.map((start) => ' '.repeat(indent) + start)));
}

/** The column of an open key's children. */
const childOf = ({ column }: Above, next: Above | undefined): number =>
  next !== undefined && next.spaces > column ? next.spaces : column + 2;

/** The columns of the maps and lists that are still open. */
function parentsOf(lines: readonly Above[]): number[] {
  const indents = new Set<number>();
  let least = Infinity;
  for (const { spaces, column } of [...lines].reverse()) {
    if (column < least) indents.add(column);
    if (spaces < least) indents.add(spaces);
    least = Math.min(least, spaces);
    if (least === 0) break;
  }
  return [...indents];
}
