import { cellsCsv, evaluationsCsv } from '../runs/csv';
import { ExportError, exportTicket, type TicketWeights } from '../runs/export-ticket';
import { readManifest } from '../runs/manifest';
import { encode } from '../runs/safetensors';
import {
  UsageError,
  findRun,
  only,
  runsOption,
  text,
  wholeNumber,
  type Command,
  type Values,
} from './command';
import { forceOption, outputs, put } from './output';
import { say } from './print';

const WEIGHTS = ['reset', 'early-stop', 'trained'] as const satisfies readonly TicketWeights[];

export const exportCommand: Command = {
  name: 'export',
  summary: 'export a winning ticket as safetensors, or metrics as CSV',
  usage: 'export RUN [--ticket FILE] [--metrics FILE] [--evaluations FILE] [--force] [options]',
  about: `Writes a network of the run as safetensors: each parameter with its mask applied, and each mask as <parameter>.mask (uint8,
1 is alive). Load it in Python with safetensors.numpy.load_file. By default, exports the winning ticket of the first trial
after the last round, with the weights it started from. FILE may be a pipe or a device; - is standard output.`,
  options: {
    runs: runsOption,
    ticket: { type: 'string', value: 'FILE', about: 'write the network to FILE' },
    metrics: { type: 'string', value: 'FILE', about: 'write one CSV row per network to FILE' },
    evaluations: { type: 'string', value: 'FILE', about: 'write one CSV row per evaluation to FILE' },
    force: forceOption,
    trial: { type: 'string', value: 'N', about: 'trial number, from 0 (default: 0)' },
    round: {
      type: 'string',
      value: 'N',
      about: 'round number; 0 is the dense network (default: the last round)',
    },
    arm: {
      type: 'string',
      value: 'NAME',
      about: 'ticket, or a control whose weights the run keeps (default: ticket)',
    },
    weights: {
      type: 'string',
      value: 'WHICH',
      about: `${WEIGHTS.join(', ')} (default: reset, the winning ticket itself)`,
    },
  },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const weights = WEIGHTS.find((one) => one === (values.weights ?? 'reset'));
    if (!weights)
      throw new UsageError(`--weights must be one of ${WEIGHTS.join(', ')}, not ${String(values.weights)}.`);
    const contents: readonly (readonly [option: string, content: () => string | Uint8Array])[] = [
      ['ticket', () => ticketFile(runDir, weights, values)],
      ['metrics', () => cellsCsv(runDir)],
      ['evaluations', () => evaluationsCsv(runDir)],
    ];
    const wanted = contents.flatMap(([option, content]) => {
      const name = text(values, option);
      return name === undefined ? [] : [{ name, content }];
    });
    if (wanted.length === 0)
      throw new UsageError('Specify an output: --ticket FILE, --metrics FILE or --evaluations FILE.');
    const targets = await outputs(
      wanted.map(({ name }) => name),
      values,
    );
    const written = wanted.map(({ content }) => Buffer.from(content()));
    for (const [index, target] of targets.entries()) {
      const bytes = written[index] ?? Buffer.alloc(0);
      await put(target, bytes);
      say(`${target.name}: ${bytes.length.toLocaleString('en-US')} bytes`);
    }
    return 0;
  },
};

function ticketFile(runDir: string, weights: TicketWeights, values: Values): Uint8Array {
  const last = readManifest(runDir).rounds.at(-1)?.round ?? 0;
  const cell = {
    trial: wholeNumber(values, 'trial', 0) ?? 0,
    arm: text(values, 'arm') ?? 'ticket',
    round: wholeNumber(values, 'round', 0) ?? last,
  };
  const about = { weights, arm: cell.arm, trial: String(cell.trial), round: String(cell.round) };
  try {
    return encode(exportTicket(runDir, { ...cell, weights }), about);
  } catch (error) {
    throw error instanceof ExportError ? new UsageError(error.message) : error;
  }
}
