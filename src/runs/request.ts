// What the starter of a run hands to its coordinator, in a temporary file: nothing of it shows in a list of processes,
// and nothing of it is limited in length.
import type { RunManifest } from './types';

export interface StartRequest {
  readonly runDir: string;
  /** The text of the spec. */
  readonly spec: string;
  /** The folder that the spec's module paths start from. */
  readonly specFolder: string;
  /** What the modules of the spec described of themselves, as the language wants it. */
  readonly known: unknown;
  /** The manifest of a new run; an older manifest's engine, creation time and claims are kept. */
  readonly manifest: RunManifest;
  /** Where each data file is, by its name. */
  readonly data: Readonly<Record<string, string>>;
  /** The folder of the TensorFlow runtime. */
  readonly runtime: string;
  readonly workers: number;
  readonly allowOtherEngine: boolean;
  readonly takeForeignLock: boolean;
}
