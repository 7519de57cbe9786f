// The command line of `npm run bench`.
import { parseArgs } from 'node:util';
import { groups, type Group } from './groups';

export interface Wanted {
  readonly groups: readonly Group[];
  readonly repetitions: number;
  /** Approximate duration of one timing of one contestant. */
  readonly seconds: number;
  readonly json: boolean;
  readonly write: boolean;
}

/** Invalid arguments, with a message for the user. */
export class UsageError extends Error {}

/** Fewer repetitions give an interval of less than 90% confidence. */
const FEWEST = 5;

const names = groups.map(({ name }) => name);

export const HELP = `npm run bench -- [options]

Compares the time of a training iteration with PyTorch, JAX and tfjs on this machine.

  --only NAME        runs one group: ${names.join(', ')}
  --repetitions N    timings of each contestant, at least ${FEWEST}; default 6
  --seconds S        approximate duration of a timing; default 1.5
  --json             prints rows and ratios as JSON (with npm run -s, nothing else)
  --write            writes the results into docs/benchmarks.md
  --help             prints this help

The first run installs the peers into a virtual environment in Ticket's cache (6 GB). To use another one, set
TICKET_BENCH_PYTHON to a Python with jax, torch and numpy.

Exit codes: 0, success; 1, an engine of Ticket failed or computed a wrong loss; 2, invalid arguments; 3, this machine
lacks a requirement.
`;

/** Parses the arguments. @throws {UsageError} if they are invalid. */
export function parseArguments(args: readonly string[]): Wanted | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  const { only } = values;
  const chosen = groups.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw new UsageError(`Unknown group ${only ?? ''}. --only takes ${names.join(', ')}.`);
  return {
    groups: chosen,
    repetitions: atLeast('--repetitions', values.repetitions, FEWEST, Number.isInteger),
    seconds: atLeast('--seconds', values.seconds, 0.01, Number.isFinite),
    json: values.json,
    write: values.write,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        repetitions: { type: 'string', default: '6' },
        seconds: { type: 'string', default: '1.5' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function atLeast(name: string, text: string, least: number, isRight: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (isRight(value) && value >= least) return value;
  throw new UsageError(`${name} takes a number of at least ${least}, not ${text}.`);
}
