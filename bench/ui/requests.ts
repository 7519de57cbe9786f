// Types that the editor benchmark shares with its part in the extension host.

/** Requests of the editor, in the order of the table's columns. */
export const asks = ['completion', 'hover', 'hints', 'outline', 'formatting'] as const;
export type Ask = (typeof asks)[number];

export interface Measured {
  readonly name: string;
  readonly times: readonly string[];
}

/** The content of the host's results file. */
export interface Answer {
  readonly error?: string;
  readonly measured: readonly Measured[];
}
