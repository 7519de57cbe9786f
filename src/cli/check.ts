import path from 'node:path';
import { printPlan, printProblem } from '../language/print';
import { DataToFetch } from '../runner/data';
import { estimateSeconds } from '../runner/estimate';
import { examineFile, type Examined } from '../runner/examine';
import { ModuleError } from '../runner/modules';
import { prepare } from '../runner/prepare';
import { EnvironmentError } from '../runner/problem';
import { findRuntime } from '../runner/runtime/find';
import { TrainerError } from '../runner/trainer-process';
import { UsageError, exitCodes, jsonOption, printJson, runsFolder, type Command } from './command';
import { duration } from './table';

export const check: Command = {
  name: 'check',
  summary: 'say what a spec will run, or what is wrong with it',
  usage: 'check FILE... [--no-time] [--json]',
  about: `Prints what a spec will run: layers, exact weights left after each round, networks, iterations, time and disk on
this machine. Problems are printed as file:line:column: message; with an error the exit code is 2.
A model of your own is loaded to ask for its layers. Data that is not here is not fetched, but told with its size.`,
  options: {
    'no-time': {
      type: 'boolean',
      about: 'do not measure how fast this machine is (about 4 s, once per spec)',
    },
    json: jsonOption,
  },
  async run(values, positionals) {
    if (positionals.length === 0) throw new UsageError('Name at least one spec.');
    const answers = [];
    for (const file of positionals) {
      const examined = await examineFile(file);
      const time = examined.plan && values['no-time'] !== true ? await timeOf(examined) : undefined;
      if (values.json !== true) print(examined, time);
      answers.push({
        file,
        problems: examined.problems,
        ...(examined.plan && { spec: examined.spec, plan: examined.plan }),
        ...time,
      });
    }
    if (values.json === true) printJson(answers.length === 1 ? answers[0] : answers);
    return answers.every(({ plan }) => plan) ? 0 : exitCodes.spec;
  },
};

type Time = { readonly seconds: number } | { readonly unknownTime: string; readonly fetchBytes?: number };

/** Time on this machine, or why it is not known: a machine without data or TensorFlow can still check a spec. */
async function timeOf(examined: Examined): Promise<Time> {
  try {
    return {
      seconds: await estimateSeconds(
        examined,
        await prepare(examined, runsFolder({}), { offline: true }),
        await findRuntime({ workspace: path.dirname(path.resolve(examined.file)) }),
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

function print({ file, spec, plan, problems }: Examined, time: Time | undefined): void {
  const name = path.relative('.', file) || file;
  for (const problem of problems) console.error(printProblem(name, problem));
  if (!spec || !plan) return;
  console.log(`${name}: ${spec.title ?? 'a spec without a title'}\n\n${printPlan(spec, plan)}`);
  if (time)
    console.log(
      `  Time      ${'seconds' in time ? `about ${duration(time.seconds)} on this machine` : `not known: ${time.unknownTime}`}`,
    );
}
