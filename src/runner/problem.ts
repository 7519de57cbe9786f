/** A problem with this machine or the run's files, and its remedy. Exit code 3. */
export class EnvironmentError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** A module of the spec is unusable; the message says where, why, and what to do. Exit code 2. */
export class ModuleError extends Error {}
