// `events.jsonl`: a feed for live views, one JSON object a line. It is written as it comes and never synced, for
// everything in it can be had from the files.
import fs from 'node:fs';
import { Type } from 'typebox';
import { errorCode } from './atomic';
import { BadFileError, canonical, parser } from './json';
import { eventsFile } from './layout';
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
  const last = readFrom(file, -1).at(-1);
  let isTorn = last !== undefined && last !== 0x0a;
  let descriptor: number | undefined;
  const append = (text: string): void => {
    descriptor ??= fs.openSync(file, 'a');
    fs.appendFileSync(descriptor, text);
  };
  return (event) => {
    const line = `${canonical({ ...event, fence, at: new Date().toISOString() })}\n`;
    try {
      append(isTorn ? `\n${line}` : line);
      isTorn = false;
      return true;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
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

/**
 * The events after `cursor` and the cursor to go on with. A last line without its end waits for the next call;
 * lines that are no events are skipped; so are those of a holder that has lost its lock (a lower fence after a
 * higher one). Where the file has become shorter it is read from its start.
 *
 * @param mostBytes to read at once, more than a line has; where that is not all, the cursor has not come to the end
 */
export function readEvents(
  runDir: string,
  cursor: EventCursor = { offset: 0, fence: 0 },
  mostBytes = Infinity,
): { readonly events: readonly RunEvent[]; readonly next: EventCursor } {
  const file = eventsFile(runDir);
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const from = size < cursor.offset ? { offset: 0, fence: 0 } : cursor;
  const bytes = readFrom(file, from.offset, mostBytes);
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
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

/** A cursor before the last lines of the feed, about as many bytes: a long one need not be read from its start. */
export function nearEnd(runDir: string, bytes = 65_536): EventCursor {
  const file = eventsFile(runDir);
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= bytes) return { offset: 0, fence: 0 };
  const firstEnd = readFrom(file, size - bytes).indexOf(0x0a);
  return { offset: firstEnd < 0 ? size - bytes : size - bytes + firstEnd + 1, fence: 0 };
}

function parseLine(line: string, file: string): RunEvent | undefined {
  try {
    return parse(line, file);
  } catch (error) {
    if (error instanceof BadFileError) return undefined;
    throw error;
  }
}

/** The bytes of a file from an offset (counted from the end where negative); none where there is no file. */
function readFrom(file: string, offset: number, most = Infinity): Buffer {
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    const { size } = fs.fstatSync(descriptor);
    const start = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
    const bytes = Buffer.alloc(Math.min(most, size - start));
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, bytes.length, start));
  } finally {
    fs.closeSync(descriptor);
  }
}
