import fs from 'node:fs';
import { writeDurably } from '../runs/atomic';
import { cellsCsv, evaluationsCsv } from '../runs/csv';
import { ExportError, exportTicket, type TicketWeights } from '../runs/export-ticket';
import { readManifest } from '../runs/manifest';
import { encode } from '../runs/safetensors';
import { UsageError, findRun, only, runsOption, text, wholeNumber, type Command } from './command';

const WEIGHTS = ['reset', 'early-stop', 'trained'] as const satisfies readonly TicketWeights[];

export const exportCommand: Command = {
  name: 'export',
  summary: 'write a winning ticket as safetensors, or metrics as CSV',
  usage: 'export RUN [--ticket FILE] [--metrics FILE] [--evaluations FILE] [options]',
  about: `Writes a network of the run as safetensors: each parameter under its mask, and the masks as <parameter>.mask
(uint8, 1 is alive). Python opens it with safetensors.numpy.load_file. Without other options it is the winning ticket of
the first trial after the last round, with the weights it started from.`,
  options: {
    runs: runsOption,
    ticket: { type: 'string', value: 'FILE', about: 'write the network here' },
    metrics: { type: 'string', value: 'FILE', about: 'write one CSV row per network here' },
    evaluations: { type: 'string', value: 'FILE', about: 'write one CSV row per evaluation here' },
    trial: { type: 'string', value: 'N', about: 'trial, from 0 (default: 0)' },
    round: { type: 'string', value: 'N', about: 'round, 0 is the dense net (default: the last)' },
    arm: {
      type: 'string',
      value: 'NAME',
      about: 'ticket, or a control whose weights were kept (default: ticket)',
    },
    weights: {
      type: 'string',
      value: 'WHICH',
      about: `${WEIGHTS.join(', ')} (default: reset, the winning ticket itself)`,
    },
  },
  run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const [ticket, metrics, evaluations] = [
      text(values, 'ticket'),
      text(values, 'metrics'),
      text(values, 'evaluations'),
    ];
    if (ticket === undefined && metrics === undefined && evaluations === undefined) {
      throw new UsageError('Say what to write: --ticket FILE, --metrics FILE or --evaluations FILE.');
    }
    const weights = WEIGHTS.find((one) => one === (values.weights ?? 'reset'));
    if (!weights)
      throw new UsageError(`--weights is one of ${WEIGHTS.join(', ')}, not ${String(values.weights)}.`);
    if (ticket !== undefined) {
      const last = readManifest(runDir).rounds.at(-1)?.round ?? 0;
      const cell = {
        trial: wholeNumber(values, 'trial', 0) ?? 0,
        arm: text(values, 'arm') ?? 'ticket',
        round: wholeNumber(values, 'round', 0) ?? last,
      };
      write(ticket, () =>
        encode(exportTicket(runDir, { ...cell, weights }), {
          weights,
          arm: cell.arm,
          trial: String(cell.trial),
          round: String(cell.round),
        }),
      );
    }
    if (metrics !== undefined) write(metrics, () => cellsCsv(runDir));
    if (evaluations !== undefined) write(evaluations, () => evaluationsCsv(runDir));
    return 0;
  },
};

function write(file: string, content: () => string | Uint8Array): void {
  try {
    writeDurably(file, content());
  } catch (error) {
    if (error instanceof ExportError) throw new UsageError(error.message);
    throw error;
  }
  console.error(`${file}: ${fs.statSync(file).size.toLocaleString('en-US')} bytes`);
}
