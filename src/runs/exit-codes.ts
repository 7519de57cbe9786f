// Exit codes of the `ticket` command and of a run's coordinator, which the command passes on.

export const exitCodes = {
  claimsHold: 0,
  claimFails: 1,
  spec: 2,
  environment: 3,
  failed: 4,
  /** EX_SOFTWARE and EX_TEMPFAIL in sysexits.h. */
  internal: 70,
  stopped: 75,
  interrupted: 130,
} as const;

const { claimsHold, spec, environment, failed, internal, stopped, interrupted } = exitCodes;
const ofRuns: readonly number[] = [claimsHold, spec, environment, failed, internal, stopped, interrupted];

/**
 * The exit code of a coordinator. Maps Node's own codes to `internal`, since one of them equals that of a failed
 * claim.
 */
export const runCode = (status: number): number => (ofRuns.includes(status) ? status : internal);
