// A spec file read and checked, its modules asked what they are.
import fs from 'node:fs';
import path from 'node:path';
import { check, type Checked, type Known } from '../language/check';
import { decodeText } from '../language/text';
import { errorCode } from '../runs/atomic';
import { ask, TrainerError } from './trainer-process';

export interface Examined extends Checked {
  readonly file: string;
  readonly text: string;
  /** What the modules of the spec said of themselves. */
  readonly known: Known;
}

/** There is no spec to read where one was named. */
export class SpecFileError extends Error {}

/** A module that takes longer than this to say what it is counts as broken. */
const DESCRIBE_MS = 20_000;

/** @throws {SpecFileError} where the file cannot be read. */
export async function examineFile(file: string): Promise<Examined> {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    const code = errorCode(error);
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error);
    throw new SpecFileError(`${file} cannot be read: ${why}. Name a .ticket.yaml file.`);
  }
  const { text, problem } = decodeText(bytes);
  return problem ? { file, text, known: {}, problems: [problem] } : examine(text, file);
}

/** Checks the text of a spec; its module paths start from the folder of `file`. This runs the user's modules. */
export async function examine(text: string, file: string): Promise<Examined> {
  let known: Known = {};
  let checked = check(text, known);
  const failures = new Map<string, string>();
  // A model is asked with the shapes of the workload, so the workload comes first.
  for (const role of ['workload', 'model'] as const) {
    const choice = checked.spec?.[role];
    if (!choice || !('module' in choice)) continue;
    if (role === 'model' && !checked.shape) continue;
    const { input, outputs } = checked.shape ?? {};
    const question = { role, options: choice.options, input, outputs };
    try {
      const place = path.resolve(path.dirname(file), choice.module);
      const description = await ask('describe', [place, JSON.stringify(question)], { limitMs: DESCRIBE_MS });
      known = { ...known, [`${role}s`]: { [choice.module]: description } };
    } catch (error) {
      if (!(error instanceof TrainerError)) throw error;
      failures.set(choice.module, error.message);
    }
    checked = check(text, known);
  }
  return { ...checked, file, text, known, problems: withFailures(checked, failures) };
}

/** A module that could not be asked is an error where the spec names it, with what the module's code said. */
function withFailures({ problems }: Checked, failures: ReadonlyMap<string, string>): Checked['problems'] {
  return problems.map((problem) => {
    const failed =
      problem.code === 'not-described' && [...failures].find(([module]) => problem.message.includes(module));
    if (!failed) return problem;
    return {
      ...problem,
      severity: 'error',
      code: 'module',
      message: failed[1],
      remedy: `Correct ${failed[0]}.`,
    };
  });
}
