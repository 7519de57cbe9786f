// The `ticket` command: finds the subcommand, and turns what it throws into a message and an exit code.
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { check } from './cli/check';
import { UsageError, exitCodes, type Command } from './cli/command';
import { exportCommand } from './cli/export';
import { list } from './cli/list';
import { resume } from './cli/resume';
import { run } from './cli/run';
import { show } from './cli/show';
import { stop } from './cli/stop';
import { ModuleError } from './runner/modules';
import { EnvironmentError } from './runner/problem';
import { BadFileError } from './runs/json';
import { WriteError } from './runs/atomic';

const commands: readonly Command[] = [check, run, resume, stop, list, show, exportCommand];

const width = Math.max(...commands.map(({ name }) => name.length));
const help = `ticket ${version}: lottery-ticket pruning experiments

Usage: ticket <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

\`ticket <command> --help\` says more. Exit codes: 0 all claims hold, 1 a claim does not hold, 2 the spec or the
command is wrong, 3 this machine lacks something, 4 the run failed, 75 stopped and resumable, 130 interrupted.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? process.stderr : process.stdout).write(help);
    return name === undefined ? exitCodes.spec : 0;
  }
  if (name === '--version' || name === '-v') {
    console.log(version);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(`There is no command ${name}. There are: ${commands.map((one) => one.name).join(', ')}.`);
  const { values, positionals } = parse(command, args);
  if (values.help === true) {
    process.stdout.write(commandHelp(command));
    return 0;
  }
  return command.run(values, positionals);
}

function parse(command: Command, args: readonly string[]): ReturnType<typeof parseArgs> {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, help: { type: 'boolean', short: 'h', about: '' } as const }).map(([name, { about: _, ...option }]) => [name, option]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw new UsageError(`${why ?? ''}. See ticket ${command.name} --help.`.replace('..', '.'));
  }
}

function commandHelp({ usage, about, options }: Command): string {
  const rows = Object.entries(options).map(([name, { value, about: text }]) => [`  --${name}${value ? ` ${value}` : ''}`, text] as const);
  const indent = Math.max(0, ...rows.map(([left]) => left.length)) + 2;
  const table = rows.map(([left, text]) => `${left.padEnd(indent)}${text}`).join('\n');
  return `Usage: ticket ${usage}\n\n${about}\n${table ? `\n${table}\n` : ''}`;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof UsageError) {
      if (error.message) console.error(error.message);
      process.exitCode = exitCodes.spec;
    } else if (error instanceof EnvironmentError) {
      console.error(`${error.message}\n  ${error.remedy}`);
      process.exitCode = exitCodes.environment;
    } else if (error instanceof ModuleError || error instanceof BadFileError || error instanceof WriteError) {
      console.error(error.message);
      process.exitCode = error instanceof ModuleError ? exitCodes.spec : exitCodes.environment;
    } else {
      // A mistake of ours: the stack is what a report of it needs.
      console.error(error);
      process.exitCode = exitCodes.failed;
    }
  },
);
