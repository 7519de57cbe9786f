// Exit codes of the `ticket` command and of a run's coordinator, whose code the command takes over.

export const exitCodes = {
  claimsHold: 0,
  claimFails: 1,
  spec: 2,
  environment: 3,
  failed: 4,
  /** As EX_SOFTWARE and EX_TEMPFAIL in sysexits.h. */
  internal: 70,
  stopped: 75,
  interrupted: 130,
} as const;

const { claimsHold, spec, environment, failed, internal, stopped, interrupted } = exitCodes;
const ofRuns: readonly number[] = [claimsHold, spec, environment, failed, internal, stopped, interrupted];

/** The code of a coordinator's end. Node has codes of its own for programs that break, one of them that of a failed claim. */
export const runCode = (status: number): number => (ofRuns.includes(status) ? status : internal);
