// Progress display of runs: permanent lines and, in a terminal, a status row per run below them.
import { visible } from '../escape/terminal';

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** The row of one run in the progress display. */
export interface StatusRow {
  /** Whether the status updates in place; otherwise each status is a new line. */
  readonly isLive: boolean;
  /** Prints a permanent line. */
  line(text: string): void;
  /** Replaces the run's status row. */
  status(text: string): void;
  /** Removes the run's status row, before other output or at the end. */
  clear(): void;
}

/** Creates a row whose lines begin with `label`, which tells parallel runs apart. */
export type AddRow = (label?: string) => StatusRow;

export function progressDisplay(screen: Screen): AddRow {
  const isLive = screen.isTTY === true;
  const statuses = new Map<number, string>();
  let count = 0;
  let shown = 0;
  const wiped = (): string => `\r\x1b[K${'\x1b[1A\x1b[K'.repeat(Math.max(0, shown - 1))}`;
  const wipe = (): void => {
    if (shown > 0) screen.write(wiped());
    shown = 0;
  };
  const write = (label: string, text: string): void => {
    const lines = text.split('\n').map((line) => `${visible(label + line)}\n`);
    screen.write(lines.join(''));
  };
  return (label = '') => {
    const row = count++;
    return {
      isLive,
      line(text) {
        wipe();
        write(label, text);
      },
      status(text) {
        if (!isLive) {
          write(label, text);
          return;
        }
        statuses.set(row, visible(label + text));
        const width = (screen.columns ?? 80) - 1;
        // Rows that have scrolled out of the terminal cannot be rewritten.
        const lines = [...statuses]
          .sort(([one], [other]) => one - other)
          .slice(0, Math.max(1, (screen.rows ?? 24) - 1))
          .map(([, line]) => line.slice(0, width));
        screen.write(wiped() + lines.join('\n'));
        shown = lines.length;
      },
      clear() {
        statuses.delete(row);
        wipe();
      },
    };
  };
}

/** The progress row of a command that works on one run. */
export const standardError = (): StatusRow => progressDisplay(process.stderr)();
