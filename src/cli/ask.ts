// Asking before something that takes much, or cannot be taken back.
import readline from 'node:readline/promises';

/** Whether somebody sits at the terminal who can answer. */
export const canAsk = (): boolean => process.stdin.isTTY;

/** Asks on standard error; anything but yes, Ctrl-C and Ctrl-D included, is no. */
export async function agreed(question: string): Promise<boolean> {
  const asked = readline.createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `)).trim());
  } catch {
    return false;
  } finally {
    asked.close();
  }
}
