// All problem codes. docs/problems.md has a section for each.

export const problemCodes = [
  // The file and its text
  'not-utf8',
  'not-text',
  'line-ends',
  'too-large',
  'too-deep',
  'yaml',
  'yaml-version',
  'unknown-alias',
  'circular-alias',
  'odd-key',
  'not-plain',
  'duplicate-key',
  'too-many-values',

  // Keys, types, ranges and names
  'version',
  'empty',
  'unknown-key',
  'missing-key',
  'wrong-type',
  'yaml-trap',
  'unknown-name',
  'out-of-range',
  'wrong-value',

  // Parts that contradict each other
  'contradiction',
  'beyond-end',
  'unknown-layer',
  'unused',
  'nothing-to-prune',
  'ladder',
  'duplicate-control',
  'not-described',
  'module',
  'data-folder',

  // Claims
  'unknown-arm',
  'no-change',
  'undecided',

  // Sweeps
  'not-swept',
  'duplicate-value',
  'too-many',
] as const;

/** The stable short name of a problem. */
export type ProblemCode = (typeof problemCodes)[number];
