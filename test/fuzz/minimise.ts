// Finds a smaller input with the same outcome (after Zeller & Hildebrandt 2002, Simplifying and isolating
// failure-inducing input).

/** Drops bytes from `input` while `shows` returns true; calls it at most `most` times. */
export function minimised(input: Buffer, shows: (input: Buffer) => boolean, most = 2000): Buffer {
  let best = input;
  let asked = 0;
  for (let chunk = Math.ceil(best.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)) {
    for (let at = 0; at < best.length && asked < most; asked++) {
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + chunk)]);
      if (shows(candidate)) best = candidate;
      else at += chunk;
    }
  }
  return best;
}
