// Output names and statefulness of TensorFlow's ops. `scripts/op-outputs.mjs` writes `op-outputs.json`.
import table from './op-outputs.json';

export interface OpOutputs {
  /** Output names, in order. In an op with a list of outputs, the last name stands for the whole list. */
  readonly names: readonly string[];
  /** True if the op may return different values each time, or has side effects. */
  readonly isStateful: boolean;
}

export function opOutputs(op: string): OpOutputs | undefined {
  const entry = (table as Readonly<Record<string, string>>)[op];
  if (entry === undefined) return undefined;
  return { names: entry.replace(/[!*]/g, '').split(' '), isStateful: entry.startsWith('!') };
}

/** A node's reference to output number `output` of an op, inside a function: `name:index`. */
export function outputName(op: string, output: number): string {
  const names = opOutputs(op)?.names ?? [];
  const isList = ((table as Readonly<Record<string, string>>)[op] ?? '').endsWith('*') && names.length === 1;
  return isList ? `${names[0] ?? ''}:${output}` : `${names[output] ?? ''}:0`;
}
