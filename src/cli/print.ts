// The command's way to standard output and standard error. Nothing reaches a terminal but through here and the board.
import { visibleJson, visibleLines } from '../escape/terminal';
import { refusal } from '../runs/refusal';
import { exitCodes } from '../runs/exit-codes';

/** Prints a result: lines on standard output. */
export const print = (text: string): void => void process.stdout.write(`${visibleLines(text)}\n`);

/** Prints a remark: lines on standard error. */
export const say = (text: string): void => void process.stderr.write(`${visibleLines(text)}\n`);

export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value, undefined, 2))}\n`);
}

/**
 * Minds both outputs: a result that is lost ends the command with an exit code of its own. A reader that has seen enough
 * (`ticket show RUN | head`) is no mistake, and a remark that nobody takes is none either.
 */
export function watchOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const why = refusal(error.code ?? '', '/dev/stdout') ?? error.message;
    say(`Standard output cannot be written: ${why}. Send it elsewhere, or free some space.`);
    process.exitCode = exitCodes.environment;
  });
}
