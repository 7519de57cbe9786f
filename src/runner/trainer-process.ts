// The trainer's bundle as a child process. It needs a real Node: TensorFlow never runs inside the editor.
import { execFile } from 'node:child_process';
import path from 'node:path';

/** The trainer lies beside the bundle that this code is in. */
export const trainerProgram = (): string => process.env.TICKET_TRAINER ?? path.join(__dirname, 'trainer.js');

/** A question to the trainer went wrong: the message is what it printed. */
export class TrainerError extends Error {}

/**
 * Runs the trainer in one of its question-and-answer roles and returns the JSON it prints.
 *
 * @throws {TrainerError} with what it said, or that it took longer than `limitMs`.
 */
export function ask(
  role: 'describe' | 'measure',
  args: readonly string[],
  limitMs: number,
): Promise<unknown> {
  const options = {
    timeout: limitMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  } as const;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [trainerProgram(), role, ...args], options, (error, stdout, stderr) => {
      if (error?.killed) reject(new TrainerError(`It took longer than ${limitMs / 1000} s and was ended.`));
      else if (error) reject(new TrainerError(stderr.trim() || error.message));
      else {
        try {
          resolve(JSON.parse(stdout));
        } catch {
          reject(new TrainerError(`It wrote what is no answer: ${stdout.slice(0, 200)}`));
        }
      }
    });
  });
}
