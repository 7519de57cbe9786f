// Writes a run's log for people: a line with the local time per event, in the coordinator's output, which is `log.txt`.
import fs from 'node:fs';
import os from 'node:os';
import { counted } from '../language/words';
import type { NewEvent } from '../runs/events';
import { backendName, capitalized, localTime } from '../runs/text';
import type { Cell, RunManifest } from '../runs/types';

/** The coordinator's standard output. */
const OUTPUT = 1;

type Run = Pick<RunManifest, 'rounds' | 'trials' | 'provenance'>;

/** Returns a function that logs an event or a sentence. A full disk loses lines, never the run. */
export function logger(run: Run, write = writeLine): (what: NewEvent | string) => void {
  let engine = '';
  return (what) => {
    const text = typeof what === 'string' ? what : logText(what, run);
    // Each worker reports its engine.
    if (text === undefined || text === engine) return;
    if (typeof what !== 'string' && what.type === 'engine') engine = text;
    write(`${localTime(new Date())}  ${text.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  };
}

/** Indents the output of a worker, such as TensorFlow's messages, to set it apart from the run's own lines. */
export function outputLogger(write = writeLine): (text: string) => void {
  let isLineStart = true;
  return (text) => {
    write(`${isLineStart ? INDENT : ''}${text.replaceAll(/\n(?!$)/g, `\n${INDENT}`)}`);
    isLineStart = text.endsWith('\n');
  };
}

const INDENT = '    ';

function writeLine(line: string): void {
  try {
    fs.writeSync(OUTPUT, line);
  } catch {
    // The files that the run needs report a full disk.
  }
}

/** The line of an event; undefined for those too frequent for a log. */
export function logText(event: NewEvent, run: Run): string | undefined {
  switch (event.type) {
    case 'started': {
      const { cells, finished, workers } = event;
      return `Started: ${finished} of ${cells} networks are trained; ${counted(workers, 'worker')} on ${machine(run)}.`;
    }
    case 'measuring-engines':
      return 'Measuring engines to choose the fastest one that passes the accuracy check.';
    case 'engine': {
      const { engine, threads, places = 1 } = event.tuple;
      const batched = places > 1 ? `, ${places} networks batched` : '';
      return `Engine: ${engine}, ${backendName(event.tuple)}, ${counted(threads, 'thread')} per worker${batched}.`;
    }
    case 'cell-started':
      return event.iteration > 0
        ? `Resumed ${nameOf(event.cell)} at iteration ${event.iteration.toLocaleString('en-US')}.`
        : undefined;
    case 'cell-finished': {
      const { cell, density, testAccuracy, diverged } = event;
      const result = diverged
        ? `diverged at iteration ${diverged.iteration.toLocaleString('en-US')} in ${diverged.layer}`
        : testAccuracy === undefined
          ? 'trained'
          : `${percent(testAccuracy)} test accuracy at early stop`;
      return `${capitalized(nameOf(cell))}: ${result} (density ${percent(density)}).`;
    }
    case 'round-committed': {
      const last = (run.rounds.at(-1)?.round ?? 0).toString();
      return `Round ${event.round} of ${last} is complete.`;
    }
    case 'damaged':
      return `Damaged: ${event.file} ${event.problem} Ticket set it aside and trains it again.`;
    case 'warning':
      return `Warning: ${event.message}`;
    case 'worker-lost':
      return `Worker ${event.worker} was lost: ${event.reason}.`;
    case 'stopping':
      return 'Stopping: the networks in training write checkpoints.';
    case 'ended': {
      const { outcome, message } = event;
      return message === undefined ? `${capitalized(outcome)}.` : `${capitalized(outcome)}: ${message}`;
    }
    case 'progress':
    case 'evaluation':
      return undefined;
  }
}

const nameOf = ({ trial, arm, round }: Cell): string =>
  round === 0 ? `dense network, trial ${trial}` : `${arm}, trial ${trial}, round ${round}`;

function machine({ provenance }: Run): string {
  const { node, ticket } = provenance;
  return `${os.hostname()} (${os.type()} ${process.arch}, ${counted(os.availableParallelism(), 'core')}, Node ${node}, Ticket ${ticket})`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
