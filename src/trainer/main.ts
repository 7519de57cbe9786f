// The trainer's program. Every process that runs an experiment is one of these:
//   trainer.js coordinator REQUEST   owns a run directory; REQUEST is the file of a start request
//   trainer.js worker                trains cells for the coordinator at the other end of its channel
//   trainer.js describe              describes a user's module; reads the question as JSON from standard input
//   trainer.js probe JSON            loads a runtime, computes with it, and describes it
//   trainer.js rehearse              reports what a run's modules return for its first examples; input as `describe`
//   trainer.js verify REQUEST        lists the guarantees that a run breaks
//   trainer.js measure REQUEST       times each engine for a run
//   trainer.js engines               times engines for the process at the other end of its channel
// Answers are JSON on file descriptor 3, so that prints of a user's module or its children do not mix with them.
import fs from 'node:fs';
import path from 'node:path';
import { EXIT, coordinate } from './coordinator';
import { DataChangedError } from './data-files';
import { describeModule, type Asked } from './describe';
import { WriteError } from '../runs/atomic';
import { BadFileError } from '../runs/json';
import { LockHeldError, LockLostError } from '../runs/lock';
import { StayingProcessError } from '../runs/process';
import {
  lastWordsFile,
  type Answer,
  type Rehearsal,
  type RuntimeRequest,
  type StartRequest,
} from '../runs/request';
import { MOST, readTextIn } from '../runs/run-file';
import { measureEngines } from './engine/choose';
import { serveTrial } from './engine/trial';
import { probe } from './probe';
import { EngineError } from './run-files';
import { explain, isModuleMistake } from './module-mistake';
import { rehearse } from './rehearse';
import { verifyGuarantees } from './verify';
import { dieWithParent } from './watchdog';
import { serve } from './worker';

function readRequest(file: string): StartRequest {
  const text = readTextIn(path.dirname(file), file, MOST.text, 'Start the run again.');
  if (text === undefined) throw new BadFileError(file, 'is missing. Start the run again.');
  const request = JSON.parse(text) as StartRequest;
  fs.rmSync(file);
  return request;
}

const [role, ...args] = process.argv.slice(2);

/** Writes an answer. The write is complete on return, so that no module can cut it short. */
function say(said: Answer): void {
  // A module may have written to this descriptor.
  let rest = Buffer.from(`\n${JSON.stringify(said)}\n`);
  while (rest.length > 0) rest = rest.subarray(fs.writeSync(ANSWERS, rest));
}

/** Writes the last answer. */
function answer(said: Answer): void {
  say(said);
  fs.closeSync(ANSWERS);
}

const ANSWERS = 3;

function leaveLastWords(request: string, why: string): void {
  try {
    fs.writeFileSync(lastWordsFile(request), why, { mode: 0o600 });
  } catch {
    // Nobody is left to report to.
  }
}

async function main([file = '']: readonly string[]): Promise<void> {
  switch (role) {
    case 'coordinator':
      process.exitCode = await coordinate(readRequest(file), (why) => leaveLastWords(file, why));
      break;
    case 'worker':
      dieWithParent();
      serve();
      break;
    case 'engines':
      dieWithParent();
      serveTrial();
      break;
    case 'describe':
      answer({
        value: await describeModule(JSON.parse(fs.readFileSync(0, 'utf8')) as Asked, (value) =>
          say({ value, isEarly: true }),
        ),
      });
      break;
    case 'rehearse':
      answer({ value: await rehearse(JSON.parse(fs.readFileSync(0, 'utf8')) as Rehearsal) });
      break;
    case 'probe':
      answer({ value: await probe(JSON.parse(file) as RuntimeRequest) });
      break;
    case 'measure':
      answer({ value: await measureEngines(readRequest(file)) });
      break;
    case 'verify':
      answer({ value: await verifyGuarantees(readRequest(file)) });
      break;
    default:
      throw new Error(`The trainer has no role named ${String(role)}.`);
  }
}

// A log on a full disk must not terminate the process.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

main(args).catch(end);
// Errors outside `main`, such as in a timer.
process.on('uncaughtException', (error) => {
  end(error);
  process.exit();
});

function end(error: unknown): void {
  const why = explain(error);
  console.error(why);
  const isAsked = role !== undefined && ['describe', 'probe', 'measure', 'rehearse', 'verify'].includes(role);
  if (isAsked) answer({ error: why, isOfModule: isModuleMistake(error) });
  const isAboutTheMachine =
    error instanceof LockHeldError ||
    error instanceof LockLostError ||
    error instanceof StayingProcessError ||
    error instanceof WriteError ||
    error instanceof BadFileError ||
    error instanceof EngineError ||
    error instanceof DataChangedError;
  const isOurs = role === 'coordinator' && !isAboutTheMachine;
  // Roles with a log also write the stack; the others write for a person.
  const isLogged = ['coordinator', 'worker', 'engines'].includes(role ?? '');
  if (error instanceof Error && !isAboutTheMachine && (isLogged || process.env.TICKET_DEBUG))
    console.error(error.stack);
  if (isOurs)
    leaveLastWords(
      args[0] ?? '',
      `Internal error in Ticket. ${why}\nReport it on the project's issue tracker and attach the run's log.txt, which has the stack.`,
    );
  else if (role === 'coordinator' && (error instanceof WriteError || error instanceof LockLostError))
    leaveLastWords(args[0] ?? '', error.message);
  process.exitCode = isAboutTheMachine ? EXIT.environment : isOurs ? EXIT.internal : EXIT.failed;
}
