// What a trainer may compute with on this machine: where it was seen, and what it turned out to be.
import type { RuntimeRequest } from '../../runs/request';

/** Where a runtime is looked for, in this order. */
export const sources = ['named', 'workspace', 'managed', 'python', 'embedded'] as const;
export type Source = (typeof sources)[number];

/** What is wrong, and what mends it. */
export interface Trouble {
  readonly message: string;
  readonly remedy: string;
}

/** Something that looks like a runtime, or the place where none is. */
export interface Candidate {
  readonly source: Source;
  /** What a person knows it by: a folder, a program, a setting. */
  readonly place: string;
  readonly found: { readonly request: RuntimeRequest } | { readonly missing: string } | Trouble;
  /** Another way to the same, which takes time and is tried where the first does not work. */
  readonly orElse?: () => Promise<Candidate['found']>;
}

/** What a runtime said of itself once it had computed something. */
export interface Proof {
  readonly backend: string;
  readonly library: string;
  readonly device: 'CPU' | 'GPU';
  /** Instruction sets that decide which kernels run. */
  readonly cpuFeatures: string;
}
