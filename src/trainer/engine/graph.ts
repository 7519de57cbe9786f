// TensorFlow graphs and the functions they call, as plain objects.
import type { ArrayType } from './trace';
import type { Values } from './node-backend';

export type Attribute =
  | { readonly type: number }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly shape: readonly number[] }
  | { readonly types: readonly number[] }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly bools: readonly boolean[] }
  | { readonly function: string }
  | { readonly tensor: ArrayType & { readonly values: Values } };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `node:output` in a function's body (`output` as in `outputName`), an argument's name, or `node:index`. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

export interface GraphFunction {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly dtype: number }[];
  readonly outputs: readonly { readonly name: string; readonly dtype: number; readonly from: string }[];
  readonly nodes: readonly GraphNode[];
  readonly attributes?: Attributes;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly functions: readonly GraphFunction[];
}
