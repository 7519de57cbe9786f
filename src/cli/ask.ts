// Asks for confirmation before steps that are expensive or cannot be undone.
import readline from 'node:readline/promises';

/** Whether standard input is a terminal, so that a person can answer. */
export const canAsk = (): boolean => process.stdin.isTTY;

/** Asks on standard error. Every answer but yes counts as no, including Ctrl-C and Ctrl-D. */
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
