// Waits for a state, however busy the machine is.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/**
 * Time limit for a state that must come: over ten times the slowest one next to four busy processes on two cores. It
 * only stops tests that hang. `npm run mutate` shortens it: some mutants wait forever.
 */
export const LIMIT_MS = Number(process.env.TICKET_TEST_LIMIT_S ?? 600) * 1000;

/** Pauses grow, because polling slows down the processes that tests wait for. */
const pauseMs = (polls: number): number => Math.min(10 * (polls + 1), 100);

/** Polls until `look` returns a result. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (let polls = 0; ; polls += 1) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    assert.ok(Date.now() < deadline, `waited ${LIMIT_MS / 60_000} minutes for ${what}`);
    await pause(pauseMs(polls));
  }
}

/** Polls until the answer is the expected one. */
export async function becomes<T>(expected: T, read: () => T | Promise<T>): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  let answer = await read();
  for (let polls = 0; !isDeepStrictEqual(answer, expected) && Date.now() < deadline; polls += 1) {
    await pause(pauseMs(polls));
    answer = await read();
  }
  assert.deepEqual(answer, expected);
}
