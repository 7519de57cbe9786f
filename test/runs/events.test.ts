import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { eventWriter, nearEnd, readEvents, type EventCursor } from '../../src/runs/events';
import { eventsFile } from '../../src/runs/layout';
import type { RunEvent } from '../../src/runs/types';
import { temporaryFolder } from './made-run';

const started = { type: 'started', pid: 1, cells: 3, finished: 0, workers: 2 } as const;

/** The event types in the whole file. */
const types = (runDir: string): readonly string[] => readEvents(runDir).events.map(({ type }) => type);

describe('events', () => {
  test('are read with fence and time', (t) => {
    const runDir = temporaryFolder(t);
    eventWriter(runDir, 4)(started);
    const [event] = readEvents(runDir).events;
    assert.deepEqual(event, { ...started, fence: 4, at: event?.at });
    assert(!Number.isNaN(Date.parse(event.at)));
  });

  test('are read on from the end of the last read', (t) => {
    const runDir = temporaryFolder(t);
    assert.deepEqual(readEvents(runDir), { events: [], next: { offset: 0, fence: 0 } });
    const append = eventWriter(runDir, 1);
    append(started);
    const { next } = readEvents(runDir);
    append({ type: 'worker-lost', worker: 1, reason: 'Größe − θ' });
    append({ type: 'stopping' });
    const second = readEvents(runDir, next);
    assert.deepEqual(
      second.events.map(({ type }) => type),
      ['worker-lost', 'stopping'],
    );
    assert.deepEqual(readEvents(runDir, second.next).events, []);
  });

  test('are each read once, wherever the writer is interrupted', (t) => {
    const runDir = temporaryFolder(t);
    const append = eventWriter(runDir, 1);
    for (let round = 0; round < 3; round++) append({ type: 'round-committed', round });
    append({ type: 'worker-lost', worker: 0, reason: 'θ' });
    const whole = fs.readFileSync(eventsFile(runDir));
    const all = readEvents(runDir).events;
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (cut) => {
        fs.writeFileSync(eventsFile(runDir), whole.subarray(0, cut));
        const first = readEvents(runDir);
        fs.writeFileSync(eventsFile(runDir), whole);
        const second = readEvents(runDir, first.next);
        assert.deepEqual([...first.events, ...second.events], all);
      }),
    );
  });

  test('of the next holder survive a line that the last one left truncated', (t) => {
    const runDir = temporaryFolder(t);
    eventWriter(runDir, 1)(started);
    fs.appendFileSync(eventsFile(runDir), '{"type":"stopp');
    eventWriter(runDir, 2)({ type: 'stopping' });
    assert.deepEqual(types(runDir), ['started', 'stopping']);
  });

  test('are skipped if unreadable', (t) => {
    const runDir = temporaryFolder(t);
    const append = eventWriter(runDir, 1);
    append(started);
    fs.appendFileSync(
      eventsFile(runDir),
      '\n[]\n{"fence":1,"at":"now","type":"unheard-of"}\n{"fence":1}\n\0\0\n',
    );
    append({ type: 'stopping' });
    assert.deepEqual(types(runDir), ['started', 'stopping']);
  });

  test('of a holder that lost the lock are ignored after the new holder has written', (t) => {
    const runDir = temporaryFolder(t);
    const [old, current] = [eventWriter(runDir, 1), eventWriter(runDir, 2)];
    old(started);
    current(started);
    const { next } = readEvents(runDir);
    old({ type: 'round-committed', round: 3 });
    current({ type: 'stopping' });
    assert.deepEqual(types(runDir), ['started', 'started', 'stopping']);
    assert.deepEqual(
      readEvents(runDir, next).events.map(({ type }) => type),
      ['stopping'],
    );
  });

  test('are read from the start if the file was replaced', (t) => {
    const runDir = temporaryFolder(t);
    const append = eventWriter(runDir, 5);
    append(started);
    append(started);
    const { next } = readEvents(runDir);
    fs.rmSync(eventsFile(runDir));
    eventWriter(runDir, 1)({ type: 'stopping' });
    assert.deepEqual(
      readEvents(runDir, next).events.map(({ type }) => type),
      ['stopping'],
    );
  });

  test('read in parts equal those of the whole file', (t) => {
    const runDir = temporaryFolder(t);
    const write = eventWriter(runDir, 1);
    for (let round = 0; round < 100; round++) write({ type: 'round-committed', round });
    const { events, next } = readEvents(runDir);
    const parts: RunEvent[] = [];
    let cursor: EventCursor | undefined;
    let count = 0;
    for (; cursor?.offset !== next.offset; count++) {
      const part = readEvents(runDir, cursor, 1000);
      parts.push(...part.events);
      cursor = part.next;
    }
    assert.deepEqual(parts, events);
    assert(count > 5);
    assert.deepEqual(readEvents(runDir, cursor, 1000), { events: [], next });
  });

  test('may be far larger than one read, also a single line', (t) => {
    const runDir = temporaryFolder(t);
    const write = eventWriter(runDir, 1);
    write({ type: 'round-committed', round: 0 });
    // A sparse file of 3 GB, more than Node reads at once.
    fs.truncateSync(eventsFile(runDir), 3e9);
    eventWriter(runDir, 2)({ type: 'round-committed', round: 1 });
    const first = readEvents(runDir);
    assert.deepEqual(
      first.events.map(({ type }) => type),
      ['round-committed'],
    );
    assert.ok(first.next.offset < 1e7);
    const { events, next } = readEvents(runDir, nearEnd(runDir));
    assert.deepEqual(
      events.map(({ fence }) => fence),
      [2],
    );
    assert.ok(next.offset > 3e9);
    // The reader skips a line longer than a part, and continues.
    const second = readEvents(runDir, { offset: 1_000_000, fence: 0 }, 1000);
    assert.deepEqual(second, { events: [], next: { offset: 1_001_000, fence: 0 } });
  });

  test('are not written to another run in the same place', (t) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    fs.mkdirSync(runDir);
    const append = eventWriter(runDir, 1);
    append(started);
    fs.rmSync(runDir, { recursive: true });
    fs.mkdirSync(runDir);
    eventWriter(runDir, 1)({ type: 'stopping' });
    append({ type: 'ended', outcome: 'failed' });
    assert.deepEqual(types(runDir), ['stopping']);
  });
});
