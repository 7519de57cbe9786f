// `events.jsonl`: a feed for live views, one JSON object a line. It is written as it comes and never synced, for
// everything in it can be had from the files.
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
/** An event before it is stamped with fence and time. */
export type NewEvent = DistributiveOmit<RunEvent, 'fence' | 'at'>;

/**
 * Appends events of the holder with this fence. A line that is torn is ended first. An event that the disk does not take
 * is lost, and nothing else: whoever writes what counts will hear of the disk. The file stays open, so that nothing is
 * written into the feed of another run in the same place.
 *
 * @returns for each event, whether the disk took it
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
      // A full disk may have taken a part of it.
      isTorn = true;
      return false;
    }
  };
}

/** How far a reader is: bytes read, and the highest fence seen. */
export interface EventCursor {
  readonly offset: number;
  readonly fence: number;
}

const START: EventCursor = { offset: 0, fence: 0 };
/** A feed may be of any length: so much of it is read at once. */
const PART_BYTES = 2 ** 22;

/**
 * The events after `cursor` and the cursor to go on with. A last line without its end waits for the next call;
 * lines that are no events are skipped; so are those of a holder that has lost its lock (a lower fence after a
 * higher one). Where the file has become shorter it is read from its start.
 *
 * @param mostBytes to read at once; where the feed has more, the cursor has not come to its end. What is longer than
 * that and has no end is no event.
 * @throws {BadFileError} where the feed is no regular file.
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

/** A cursor before the last lines of the feed, about as many bytes: a long one need not be read from its start. */
export function nearEnd(runDir: string, bytes = 65_536): EventCursor {
  const offset = withFile(runDir, eventsFile(runDir), (descriptor, size) =>
    // Behind the first end of a line; where there is none, at once.
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
