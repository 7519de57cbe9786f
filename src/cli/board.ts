import { visible } from '../escape/terminal';
// What runs under way say: lines that stay, and in a terminal, below them, one for each run that keeps changing.

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** The part of a board that one run has. */
export interface Lane {
  /** Whether a status changes in place; else each is a line of its own. */
  readonly isLive: boolean;
  /** Says something that stays. */
  line(text: string): void;
  /** Says how far the run is, in place of what it said before. */
  status(text: string): void;
  /** Puts the run's status away, before other output or for good. */
  clear(): void;
}

/** Begins everything that its run says with `label`; runs side by side have labels of their own. */
export type Board = (label?: string) => Lane;

export function board(screen: Screen): Board {
  const isLive = screen.isTTY === true;
  const statuses = new Map<number, string>();
  let lanes = 0;
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
    const lane = lanes++;
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
        statuses.set(lane, visible(label + text));
        const width = (screen.columns ?? 80) - 1;
        // What has scrolled out of a terminal cannot be changed any more.
        const lines = [...statuses]
          .sort(([one], [other]) => one - other)
          .slice(0, Math.max(1, (screen.rows ?? 24) - 1))
          .map(([, line]) => line.slice(0, width));
        screen.write(wiped() + lines.join('\n'));
        shown = lines.length;
      },
      clear() {
        statuses.delete(lane);
        wipe();
      },
    };
  };
}

/** What a command says on standard error. */
export const standardError = (): Lane => board(process.stderr)();
