// A contestant's side of the talk with the benchmark: it says when it is ready, and runs when it is told to. Lines that
// begin with `@ ` are for the benchmark; peers/serve.py speaks the same.
import readline from 'node:readline';

export interface Ready {
  /** The loss of each of its replicas in the iteration that all contestants are compared at. */
  readonly losses: readonly number[];
  readonly device: string;
  /** What it computes with, such as `PyTorch 2.8.0`. */
  readonly library: string;
}

/** Says `ready` and answers each `go CHUNKS` line once that many chunks were run; ends with its input. */
export async function serve(ready: Ready, run: (chunks: number) => void): Promise<void> {
  say(ready);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    run(Number(line.replace(/^go /, '')));
    say({});
  }
}

const say = (message: object): void => void process.stdout.write(`@ ${JSON.stringify(message)}\n`);

/** What every contestant is started with. */
export interface Call {
  readonly folder: string;
  readonly variant: string;
  readonly chunk: number;
  /** Indices of the replicas that it trains. */
  readonly replicas: readonly number[];
}

/** The call in a process's arguments: folder, variant, chunk, replicas separated by commas. */
export function readCall([folder = '', variant = '', chunk = '', replicas = '']: readonly string[]): Call {
  return { folder, variant, chunk: Number(chunk), replicas: replicas.split(',').map(Number) };
}

export const callArguments = ({ folder, variant, chunk, replicas }: Call): readonly string[] => [
  folder,
  variant,
  String(chunk),
  replicas.join(','),
];
