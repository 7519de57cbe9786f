// What the benchmark in the editor and its part in the extension host have in common.

/** What the editor asks for, in the order of the table's columns. */
export const asks = ['completion', 'hover', 'notes', 'outline', 'formatting'] as const;
export type Ask = (typeof asks)[number];

export interface Measured {
  readonly name: string;
  readonly times: readonly string[];
}

/** What the host left in its file. */
export interface Answer {
  readonly error?: string;
  readonly measured: readonly Measured[];
}
