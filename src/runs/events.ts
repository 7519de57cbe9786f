// `events.jsonl`: a feed for live views, one JSON object per line. It is never synced to disk, since the other files
// contain all its information.
import fs from 'node:fs';
import { Type } from 'typebox';
import { errorCode } from './atomic';
import { BadFileError, canonical, parser } from './json';
import { eventsFile } from './layout';
import { readPart } from './regular-file';
import { openToAppend, withFile } from './run-file';
import { cellSchema, divergedSchema, evaluationSchema, fenceSchema, natural, tupleSchema } from './schemas';
import type { RunEvent } from './types';

const bodies = [
  Type.Object({
    type: Type.Literal('started'),
    pid: natural,
    cells: natural,
    finished: natural,
    workers: natural,
  }),
  Type.Object({ type: Type.Literal('measuring-engines') }),
  Type.Object({ type: Type.Literal('engine'), tuple: tupleSchema }),
  Type.Object({ type: Type.Literal('cell-started'), cell: cellSchema, iteration: natural }),
  Type.Object({
    type: Type.Literal('progress'),
    cell: cellSchema,
    iteration: natural,
    iterations: natural,
    iterationsPerSecond: Type.Number(),
  }),
  Type.Object({ type: Type.Literal('evaluation'), cell: cellSchema, evaluation: evaluationSchema }),
  Type.Object({
    type: Type.Literal('cell-finished'),
    cell: cellSchema,
    density: Type.Number(),
    testAccuracy: Type.Optional(Type.Number()),
    diverged: Type.Optional(divergedSchema),
  }),
  Type.Object({ type: Type.Literal('round-committed'), round: natural }),
  Type.Object({ type: Type.Literal('damaged'), file: Type.String(), problem: Type.String() }),
  Type.Object({ type: Type.Literal('warning'), message: Type.String() }),
  Type.Object({ type: Type.Literal('worker-lost'), worker: natural, reason: Type.String() }),
  Type.Object({ type: Type.Literal('stopping') }),
  Type.Object({
    type: Type.Literal('ended'),
    outcome: Type.Union([Type.Literal('finished'), Type.Literal('stopped'), Type.Literal('failed')]),
    message: Type.Optional(Type.String()),
  }),
];

const parse = parser(
  Type.Intersect([Type.Object({ fence: fenceSchema, at: Type.String() }), Type.Union(bodies)]),
  'an event',
);

type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** An event without its fence and time. */
export type NewEvent = DistributiveOmit<RunEvent, 'fence' | 'at'>;

/**
 * Appends events of the holder with this fence. Ends an incomplete last line first. If the write of an event
 * fails, only that event is lost; writers of essential files report the disk error. The file stays open, so that events
 * never go into the feed of another run at the same path.
 *
 * @returns for each event, whether it was written
 */
export function eventWriter(runDir: string, fence: number): (event: NewEvent) => boolean {
  const file = eventsFile(runDir);
  const last = withFile(runDir, file, (descriptor, size) =>
    readPart(descriptor, Math.max(0, size - 1), 1).at(0),
  );
  let isTorn = last !== undefined && last !== 0x0a;
  let descriptor: number | undefined;
  const append = (text: string): void => {
    descriptor ??= openToAppend(runDir, file);
    fs.appendFileSync(descriptor, text);
  };
  return (event) => {
    const line = `${canonical({ ...event, fence, at: new Date().toISOString() })}\n`;
    try {
      append(isTorn ? `\n${line}` : line);
      isTorn = false;
      return true;
    } catch (error) {
      if (errorCode(error) === undefined && !(error instanceof BadFileError)) throw error;
      // A full disk may have written a part of the line.
      isTorn = true;
      return false;
    }
  };
}

/** Position of a reader: bytes read, and the highest fence seen. */
export interface EventCursor {
  readonly offset: number;
  readonly fence: number;
}

const START: EventCursor = { offset: 0, fence: 0 };
/** Bytes to read at once, since a feed may have any length. */
const PART_BYTES = 2 ** 22;

/**
 * The events after `cursor`, and the cursor for the next call. An incomplete last line waits for the next call. Skips
 * invalid lines, and events of a holder that lost its lock (a lower fence after a higher one). Starts over if the
 * file has become shorter.
 *
 * @param mostBytes to read at once; if the feed has more, the cursor stops before its end. A longer line without an
 * end is invalid.
 * @throws {BadFileError} if the feed is not a regular file.
 */
export function readEvents(
  runDir: string,
  cursor: EventCursor = START,
  mostBytes = PART_BYTES,
): { readonly events: readonly RunEvent[]; readonly next: EventCursor } {
  const file = eventsFile(runDir);
  const { from, bytes } = withFile(runDir, file, (descriptor, size) => {
    const from = size < cursor.offset ? START : cursor;
    return { from, bytes: readPart(descriptor, from.offset, Math.min(mostBytes, size - from.offset)) };
  }) ?? { from: START, bytes: Buffer.alloc(0) };
  const end = bytes.lastIndexOf(0x0a) + 1;
  const whole = bytes.subarray(0, end === 0 && bytes.length === mostBytes ? mostBytes : end);
  let fence = from.fence;
  const events: RunEvent[] = [];
  for (const line of whole.toString('utf8').split('\n')) {
    const event = line === '' ? undefined : parseLine(line, file);
    if (event === undefined || event.fence < fence) continue;
    fence = event.fence;
    events.push(event);
  }
  return { events, next: { offset: from.offset + whole.length, fence } };
}

/** All events of a feed, read in parts. */
export function* eachEvent(runDir: string): Generator<RunEvent, void> {
  for (let cursor = START; ;) {
    const { events, next } = readEvents(runDir, cursor);
    yield* events;
    if (next.offset === cursor.offset) return;
    cursor = next;
  }
}

/** A cursor about `bytes` before the end of the feed, so that readers need not read a long one from its start. */
export function nearEnd(runDir: string, bytes = 65_536): EventCursor {
  const offset = withFile(runDir, eventsFile(runDir), (descriptor, size) =>
    // After the first line break; at `size - bytes` if there is none.
    size <= bytes ? 0 : size - bytes + readPart(descriptor, size - bytes, bytes).indexOf(0x0a) + 1,
  );
  return { offset: offset ?? 0, fence: 0 };
}

function parseLine(line: string, file: string): RunEvent | undefined {
  try {
    return parse(line, file);
  } catch (error) {
    if (error instanceof BadFileError) return undefined;
    throw error;
  }
}
