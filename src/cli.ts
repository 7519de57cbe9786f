// Entry point of the `ticket` command: runs the subcommand and maps errors to messages and exit codes.
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { check } from './cli/check';
import { compare } from './cli/compare';
import { UsageError, exitCodes, type Command, type Option } from './cli/command';
import { doctor } from './cli/doctor';
import { exportCommand } from './cli/export';
import { failure } from './cli/failure';
import { list } from './cli/list';
import { pruneFilesCommand } from './cli/prune-files';
import { reportFile } from './cli/report-file';
import { print, watchOutput } from './cli/print';
import { resume } from './cli/resume';
import { run } from './cli/run';
import { runtime } from './cli/runtime';
import { schema } from './cli/schema';
import { show } from './cli/show';
import { stop } from './cli/stop';
import { verify } from './cli/verify';
import { nearest } from './language/words';

const commands: readonly Command[] = [
  check,
  run,
  resume,
  stop,
  list,
  show,
  reportFile,
  verify,
  compare,
  exportCommand,
  pruneFilesCommand,
  doctor,
  runtime,
  schema,
];

const width = Math.max(...commands.map(({ name }) => name.length));
const help = `ticket ${version}: lottery-ticket pruning experiments

Usage: ticket <command> [options]
       ticket --version

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

Run \`ticket <command> --help\` for details.

Exit codes: 0 all claims hold, 1 a claim does not hold, 2 invalid spec or command line, 3 a problem with this machine or
the run's files, 4 the run failed, 70 internal error, 75 stopped (resumable), 130 interrupted.
`;

const helpOption: Option = { type: 'boolean', short: 'h', about: 'show this help' };

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined) {
    process.stderr.write(help);
    return exitCodes.spec;
  }
  if (name === '--version' || name === '-v') {
    print(version);
    return 0;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
    process.stdout.write(help);
    return 0;
  }
  if (name === 'help') return main([...args, '--help']);
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(unknownCommand(name));
  const { values, positionals } = parse(command, args);
  if (values.help === true) {
    process.stdout.write(commandHelp(command));
    return 0;
  }
  return command.run(values, positionals);
}

function unknownCommand(name: string): string {
  const names = commands.map((command) => command.name);
  const meant = nearest(name, names);
  return `Unknown command ${name}. ${meant === undefined ? `Available commands: ${names.join(', ')}.` : `Did you mean ${meant}?`}`;
}

function parse(command: Command, args: readonly string[]): ReturnType<typeof parseArgs> {
  const options = Object.entries({ ...command.options, help: helpOption });
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(
        options.map(([name, { type, short }]) => [name, { type, ...(short && { short }) }]),
      ),
      allowPositionals: true,
    });
  } catch (error) {
    const [why = ''] = error instanceof Error ? error.message.split('. To specify') : [];
    const unknown = /^Unknown option '--([^']*)'/.exec(why)?.[1];
    const meant =
      unknown === undefined
        ? undefined
        : nearest(
            unknown,
            options.map(([name]) => name),
          );
    const hint = meant === undefined ? `See ticket ${command.name} --help.` : `Did you mean --${meant}?`;
    throw new UsageError(`${why.replace(/\.$/, '')}. ${hint}`);
  }
}

function commandHelp({ usage, about, options }: Command): string {
  const rows = Object.entries({ ...options, help: helpOption }).map(
    ([name, { value, about: text }]) => [`  --${name}${value ? ` ${value}` : ''}`, text] as const,
  );
  const indent = Math.max(...rows.map(([left]) => left.length)) + 2;
  return `Usage: ticket ${usage}\n\n${about}\n\n${rows.map(([left, text]) => `${left.padEnd(indent)}${text}\n`).join('')}`;
}

// Errors thrown outside the command, such as in a timer, end it in the same way.
process.on('uncaughtException', (error) => process.exit(failure(error)));
watchOutput();

void main(process.argv.slice(2))
  .catch((error: unknown) => failure(error))
  // A failed write to standard output has already set the exit code.
  .then((code) => (process.exitCode ??= code));
