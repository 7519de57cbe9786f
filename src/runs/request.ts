// What the starter of a run hands to its coordinator, in a temporary file: nothing of it shows in a list of processes,
// and nothing of it is limited in length.
import type { SealedModules } from './sealed-modules';
import type { RunManifest } from './types';

/** What a trainer computes with. */
export type RuntimeRequest =
  | {
      readonly kind: 'tensorflow';
      /** The file of the addon that connects TensorFlow to Node. */
      readonly addon: string;
      /** Folders in which the system looks for the libraries that the addon needs, beside its own. */
      readonly libraryPath: readonly string[];
    }
  | {
      readonly kind: 'embedded';
      /** The folder of the WebAssembly files. */
      readonly folder: string;
    };

/** A data file: where it is, and what it held when the run was prepared. */
export interface DataPlace {
  readonly path: string;
  /** Whether it is packed there with gzip. */
  readonly isPacked: boolean;
  /** Size and lower-case hex SHA-256 of its content, unpacked: the same whether it lies there packed or not. */
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface StartRequest {
  readonly runDir: string;
  /** The text of the spec. */
  readonly spec: string;
  /** The folder that the spec's module paths start from. */
  readonly specFolder: string;
  /** The bytes of these modules, which every process loads. */
  readonly modules: SealedModules;
  /** What the modules of the spec described of themselves, as the language wants it. */
  readonly known: unknown;
  /** The manifest of a new run; an older manifest's engine, creation time and claims are kept. */
  readonly manifest: RunManifest;
  /** Each data file, by its name. */
  readonly data: Readonly<Record<string, DataPlace>>;
  readonly runtime: RuntimeRequest;
  /** What the runtime computes on. */
  readonly device: 'CPU' | 'GPU';
  /** The folder in which timings of engines are kept. */
  readonly engineCache: string;
  readonly workers: number;
  /** Processor cores that the workers share: all of the machine's, unless other runs are beside this one. */
  readonly cores?: number;
  readonly allowOtherEngine: boolean;
  readonly takeForeignLock: boolean;
}

/** Where a coordinator whose run directory cannot be written says why it ends: beside its request. */
export const lastWordsFile = (request: string): string => `${request}.said`;

/**
 * What the trainer answers a question, on file descriptor 3 and on a line of its own: nothing that a module prints comes
 * there. The last answer counts.
 */
export type Answer =
  | {
      readonly value: unknown;
      /** More is looked at, and counts where it does not take too long. */
      readonly isEarly?: boolean;
    }
  | { readonly error: string; /** Whether a module is at fault. */ readonly isOfModule: boolean };

/** A question about the modules of a run that is to begin. */
export interface Rehearsal {
  readonly request: StartRequest;
  /** How far the modules' clock is put forward. */
  readonly aheadMs: number;
  /** Calls of each function before the one whose results count. */
  readonly callsBefore: number;
}

/** What a part of a module gave, such as `net.mjs: forward(…)`, in texts that are equal where the results are. */
export interface RehearsedPart {
  readonly part: string;
  readonly found: readonly { readonly place: string; readonly value: string }[];
}
