// What a line that somebody begins can start with: its indentation, and the dash of a list.
import { isBlank, spacesOf } from './around';

/** A line above the one that is written in, as far as lines below it may stand under it. */
interface Above {
  readonly spaces: number;
  /** Where its keys begin: after the dashes. */
  readonly column: number;
  readonly opens: boolean;
}

const readLine = (line: string): Above => ({
  spaces: spacesOf(line),
  column: /^ *((- +)*)/.exec(line)?.[0].length ?? 0,
  opens: /:\s*(#.*)?$/.test(line),
});

/**
 * Starts of a line that has nothing before what is being written but spaces and `dashes`, in groups, the most likely
 * group first; what a group has is as likely.
 *
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
  // Nothing is above the first keys that they could belong to.
  const own = last ? written : (next?.spaces ?? 0);
  const child = last?.opens === true ? childOf(last, next) : undefined;
  const others = parentsOf(lines).sort(
    (one, other) => Math.abs(one - own) - Math.abs(other - own) || one - other,
  );
  // What stands below an open key is more likely a part of it than the next one.
  const likely = child !== undefined && last !== undefined && own <= last.column ? [child, own] : [own];
  const rest = [...(child === undefined ? [] : [child]), ...others];
  const indents = [likely, ...rest.filter((indent) => !likely.includes(indent)).map((indent) => [indent])];
  const starts = dashes === '' ? ['', '- '] : [dashes];
  return indents.map((group) => group.flatMap((indent) => starts.map((start) => ' '.repeat(indent) + start)));
}

/** Where the parts of an open key stand. */
const childOf = ({ column }: Above, next: Above | undefined): number =>
  next !== undefined && next.spaces > column ? next.spaces : column + 2;

/** Where the maps and lists begin that have not ended yet. */
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
