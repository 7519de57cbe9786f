// What the engine knows of TensorFlow's ops; `op-outputs.json` is written by `scripts/op-outputs.mjs`.
import table from './op-outputs.json';

export interface OpOutputs {
  /** The outputs' names, in order. The last one of an op with a list of outputs stands for all of the list. */
  readonly names: readonly string[];
  /** Whether it may give something else each time, or change something outside. */
  readonly isStateful: boolean;
}

export function opOutputs(op: string): OpOutputs | undefined {
  const entry = (table as Readonly<Record<string, string>>)[op];
  if (entry === undefined) return undefined;
  return { names: entry.replace(/[!*]/g, '').split(' '), isStateful: entry.startsWith('!') };
}

/** What a node inside a function calls output number `output` of an op: `name:index`. */
export function outputName(op: string, output: number): string {
  const names = opOutputs(op)?.names ?? [];
  const isList = ((table as Readonly<Record<string, string>>)[op] ?? '').endsWith('*') && names.length === 1;
  return isList ? `${names[0] ?? ''}:${output}` : `${names[output] ?? ''}:0`;
}
