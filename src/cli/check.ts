import path from 'node:path';
import { visible } from '../escape/terminal';
import { printPlan, printProblem } from '../language/print';
import { DataToFetch } from '../runner/data';
import { estimateSeconds } from '../runner/estimate';
import type { Measurements } from '../runs/engine-choice';
import { describeAndRead, examineFile, type Examined, type ExaminedCombination } from '../runner/examine';
import { prepare } from '../runner/prepare';
import { EnvironmentError, ModuleError } from '../runner/problem';
import { findRuntime } from '../runner/runtime/find';
import { TrainerError } from '../runner/trainer-process';
import { printSweep, timesOf, totalSeconds, totalsOf } from './check-sweep';
import { UsageError, exitCodes, jsonOption, runsFolder, type Command, type Values } from './command';
import { duration } from '../runs/tally';
import { print, printJson, say } from './print';

export const check: Command = {
  name: 'check',
  summary: 'show what a spec will run, and its problems',
  usage: 'check FILE... [--no-time] [--json]',
  about: `Prints what a spec will run: layers, exact weight counts per round, networks, iterations, and the time and disk space
that it takes on this machine. For a sweep, prints a line per combination and the totals. Prints problems as
file:line:column: message; an error gives exit code 2. Ticket loads your modules and tests their functions on two
examples. It does not download data, but prints the size of missing data.`,
  options: {
    'no-time': {
      type: 'boolean',
      about: 'do not measure the speed of this machine (about 10 s, once per spec)',
    },
    json: jsonOption,
  },
  async run(values, positionals) {
    if (positionals.length === 0) throw new UsageError('Specify at least one spec file.');
    const answers = [];
    for (const file of positionals) {
      const examined = await examineFile(file, describeAndRead);
      const isTimed = values['no-time'] !== true;
      if (values.json !== true) printProblems(examined);
      answers.push(
        examined.combinations
          ? await answerSweep(examined, examined.combinations, { ...values, isTimed })
          : await answerOne(examined, { ...values, isTimed }),
      );
    }
    if (values.json === true)
      printJson(answers.length === 1 ? answers[0]?.json : answers.map(({ json }) => json));
    return answers.every(({ isGood }) => isGood) ? 0 : exitCodes.spec;
  },
};

interface Answer {
  readonly isGood: boolean;
  /** The output of `--json`. */
  readonly json: object;
}

interface Wishes {
  readonly json?: Values[string];
  readonly isTimed: boolean;
}

async function answerOne(examined: Examined, { json, isTimed }: Wishes): Promise<Answer> {
  const { file, problems, spec, plan } = examined;
  const time = plan && isTimed ? await timeOf(examined) : undefined;
  if (json !== true && spec && plan) {
    print(`${visible(`${shown(file)}: ${spec.title ?? UNTITLED}`)}\n\n${printPlan(spec, plan)}`);
    if (time)
      print(
        `  Time      ${'seconds' in time ? `about ${duration(time.seconds)} on this machine` : `unknown: ${time.unknownTime}`}`,
      );
  }
  return { isGood: plan !== undefined, json: { file, problems, ...(plan && { spec, plan }), ...time } };
}

async function answerSweep(
  { file, problems }: Examined,
  combinations: readonly ExaminedCombination[],
  { json, isTimed }: Wishes,
): Promise<Answer> {
  if (combinations.length === 0 || combinations.some(({ plan }) => !plan))
    return { isGood: false, json: { file, problems } };
  const times = isTimed ? await timesOf(combinations, timeOf) : undefined;
  if (json !== true) {
    const title = combinations[0]?.spec?.title ?? UNTITLED;
    const count = `${combinations.length} combination${combinations.length === 1 ? '' : 's'}`;
    print(
      `${visible(`${shown(file)}: ${title}`)}, a sweep of ${count}\n\n${printSweep(combinations, times)}`,
    );
  }
  const seconds = times && totalSeconds(times);
  return {
    isGood: true,
    json: {
      file,
      problems,
      combinations: combinations.map(({ change, spec, plan }, index) => ({
        change,
        spec,
        plan,
        ...times?.[index],
      })),
      totals: { ...totalsOf(combinations), ...(seconds !== undefined && { seconds }) },
    },
  };
}

const UNTITLED = 'untitled spec';
const shown = (file: string): string => path.relative('.', file) || file;

export type Time =
  { readonly seconds: number } | { readonly unknownTime: string; readonly fetchBytes?: number };

/** Time on this machine, or why it is unknown: a machine without data or TensorFlow can still check a spec. */
async function timeOf(examined: Examined, measured?: Map<string, Measurements>): Promise<Time> {
  try {
    return {
      seconds: await estimateSeconds(
        examined,
        await prepare(examined, runsFolder({}), { offline: true }),
        await findRuntime({ workspace: path.dirname(path.resolve(examined.file)) }),
        measured,
      ),
    };
  } catch (error) {
    const isTold =
      error instanceof EnvironmentError || error instanceof ModuleError || error instanceof TrainerError;
    if (!isTold) throw error;
    return {
      unknownTime: error.message,
      ...(error instanceof DataToFetch && { fetchBytes: error.fetchBytes }),
    };
  }
}

function printProblems({ file, problems }: Examined): void {
  for (const problem of problems) say(printProblem(shown(file), problem));
}
