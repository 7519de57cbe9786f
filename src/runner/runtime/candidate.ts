// Types of the runtimes that a trainer may use on this machine.
import type { RuntimeRequest } from '../../runs/request';

/** Sources of runtimes, in search order. */
export const sources = ['named', 'workspace', 'managed', 'python', 'embedded'] as const;
export type Source = (typeof sources)[number];

/** A problem and its fix. */
export interface CandidateError {
  readonly message: string;
  readonly remedy: string;
}

/** A possible runtime, or a searched place without one. */
export interface Candidate {
  readonly source: Source;
  /** Its location as the user knows it: a folder, a program, a setting. */
  readonly place: string;
  readonly found: { readonly request: RuntimeRequest } | { readonly missing: string } | CandidateError;
  /** A slower alternative, tried if the first fails. */
  readonly orElse?: () => Promise<Candidate['found']>;
}

/** A runtime's report after a test computation. */
export interface Proof {
  readonly backend: string;
  readonly library: string;
  readonly device: 'CPU' | 'GPU';
  /** Instruction sets, which decide which kernels run. */
  readonly cpuFeatures: string;
}
