// The command line of `npm run bench`.
import { parseArgs } from 'node:util';
import { groups, type Group } from './groups';

export interface Wanted {
  readonly groups: readonly Group[];
  readonly repetitions: number;
  /** About how long one measurement of one contestant takes. */
  readonly seconds: number;
  readonly json: boolean;
  readonly write: boolean;
}

/** The call is wrong; the message says how. */
export class UsageError extends Error {}

/** Fewer repetitions give no interval worth the name. */
const FEWEST = 5;

const names = groups.map(({ name }) => name);

export const HELP = `npm run bench -- [options]

Times an iteration of ours beside PyTorch, JAX and tfjs on this machine, one at a time and in turn.

  --only NAME        one group: ${names.join(', ')}
  --repetitions N    how often each contestant is timed, at least ${FEWEST}; default 6
  --seconds S        about how long each timing takes; default 1.5
  --json             prints rows and ratios as JSON (with npm run -s, nothing else)
  --write            puts the results into docs/benchmarks.md
  --help             prints this

The peers are installed into a virtual environment in Ticket's cache (6 GB, once); TICKET_BENCH_PYTHON names a
Python that has jax, torch and numpy instead. Exit code 0; 1 where an engine of ours that should run could not be
measured or computed something wrong; 2 where the call is wrong; 3 where this machine lacks what ours needs.
`;

/** What the arguments ask for. Throws `UsageError` where they cannot be understood. */
export function parseArguments(args: readonly string[]): Wanted | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  const { only } = values;
  const chosen = groups.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw new UsageError(`There is no group ${only ?? ''}; --only takes ${names.join(', ')}.`);
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
