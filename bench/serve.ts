// A contestant's side of the protocol: it reports when it is ready, then runs on request. Lines for the benchmark begin
// with `@ `; peers/serve.py implements the same protocol.
import readline from 'node:readline';

export interface Ready {
  /** The loss of each of its replicas in the last guard iteration. */
  readonly losses: readonly number[];
  readonly device: string;
  /** Library and version, such as `PyTorch 2.8.0`. */
  readonly library: string;
}

/** Reports `ready`, runs and replies to each `go CHUNKS` line, and ends with its input. */
export async function serve(ready: Ready, run: (chunks: number) => void): Promise<void> {
  send(ready);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    run(Number(line.replace(/^go /, '')));
    send({});
  }
}

const send = (message: object): void => void process.stdout.write(`@ ${JSON.stringify(message)}\n`);

/** The arguments of a contestant. */
export interface Call {
  readonly folder: string;
  readonly variant: string;
  readonly chunk: number;
  /** Indices of the replicas that it trains. */
  readonly replicas: readonly number[];
}

/** Parses a process's arguments: folder, variant, chunk, and replicas separated by commas. */
export function readCall([folder = '', variant = '', chunk = '', replicas = '']: readonly string[]): Call {
  return { folder, variant, chunk: Number(chunk), replicas: replicas.split(',').map(Number) };
}

export const callArguments = ({ folder, variant, chunk, replicas }: Call): readonly string[] => [
  folder,
  variant,
  String(chunk),
  replicas.join(','),
];
