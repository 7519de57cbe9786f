// Progress of downloads: a line that updates in place in a terminal, otherwise a line every 10 s.
import type { StatusRow } from './progress-display';
import { duration } from '../runs/tally';

/** Interval between lines without a terminal. */
const QUIET_MS = 10_000;
const REDRAW_MS = 100;

export interface Fetching {
  /** `of` names the step, such as a file; an undefined total is unknown. */
  take(of: string, doneBytes: number, totalBytes: number | undefined): void;
  /** Reports a step of unknown length. */
  say(text: string): void;
  /** Removes the updating line. */
  clear(): void;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

export function fetching(row: StatusRow, now: () => number = Date.now): Fetching {
  let said = -Infinity;
  let began: { of: string; at: number; bytes: number } | undefined;
  return {
    clear: row.clear,
    say: row.line,
    take(of, doneBytes, totalBytes) {
      const at = now();
      if (began?.of !== of) began = { of, at, bytes: doneBytes };
      const isLast = doneBytes === totalBytes;
      if (!isLast && at - said < (row.isLive ? REDRAW_MS : QUIET_MS)) return;
      said = at;
      const rate = (1000 * (doneBytes - began.bytes)) / (at - began.at || 1);
      const parts = [
        of,
        totalBytes === undefined
          ? `${megabytes(doneBytes)} MB`
          : `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`,
        ...(rate > 0 && !isLast ? [`${megabytes(rate)} MB/s`] : []),
        ...(rate > 0 && totalBytes !== undefined && !isLast
          ? [`${duration((totalBytes - doneBytes) / rate)} left`]
          : []),
      ];
      row.status(parts.join(' · '));
    },
  };
}
