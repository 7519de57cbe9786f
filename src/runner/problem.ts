/** Something about this machine keeps a run from starting: what, and what to do. Exit code 3. */
export class EnvironmentError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** A module of the spec cannot be used: where, why, and what to do. Exit code 2. */
export class ModuleError extends Error {}
