// Writes to standard output and standard error. All text for the terminal goes through this file or the progress
// display.
import { visibleJson, visibleLines } from '../escape/terminal';
import { refusal } from '../runs/refusal';
import { exitCodes } from '../runs/exit-codes';

/** Prints a result: lines on standard output. */
export const print = (text: string): void => void process.stdout.write(`${visibleLines(text)}\n`);

/** Prints a notice: lines on standard error. */
export const say = (text: string): void => void process.stderr.write(`${visibleLines(text)}\n`);

export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value, undefined, 2))}\n`);
}

/**
 * Handles write errors of both outputs. If results cannot be written, the command exits with an error. A reader that
 * stops early (`ticket show RUN | head`) is not an error; neither is a lost notice.
 */
export function watchOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const why = refusal(error.code ?? '', '/dev/stdout') ?? error.message;
    say(`Cannot write to standard output: ${why}. Redirect it elsewhere, or free some space.`);
    process.exitCode = exitCodes.environment;
  });
}
