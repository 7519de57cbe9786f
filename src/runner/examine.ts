// A spec file read and checked, its modules asked what they are.
import path from 'node:path';
import { check, type Checked, type Known } from '../language/check';
import { surveyFolder, type DataFile, type FolderFiles } from '../language/data';
import type { SpecChange } from '../language/spec';
import { headOf, wholeOf } from './data-heads';
import { placesIn } from './data-places';
import { readSpecFile, SpecFileError } from './spec-file';
import { ask, TrainerError } from './trainer-process';

export interface Examined extends Omit<Checked, 'combinations'> {
  readonly file: string;
  readonly text: string;
  /** What the modules of the spec said of themselves. */
  readonly known: Known;
  /** Of a spec with a sweep: the specs that it stands for. */
  readonly combinations?: readonly ExaminedCombination[];
}

/** One of the specs that a sweep stands for; its problems are those of the whole. */
export interface ExaminedCombination extends Omit<Examined, 'combinations'> {
  /** The swept values by dotted path. */
  readonly change: SpecChange;
}

export { SpecFileError };

/** A module that takes longer than this to say what it is counts as broken. */
export const DESCRIBE_MS = 20_000;

/** @throws {SpecFileError} where the file cannot be read. */
export async function examineFile(file: string): Promise<Examined> {
  const { text, problem } = readSpecFile(file);
  return problem ? { file, text, known: {}, problems: [problem] } : examine(text, file);
}

/** Asks a module of the user's: the trainer's answer to a question in JSON. */
export type Describe = (module: string, question: string) => Promise<unknown>;

const describeModule: Describe = (module, question) =>
  ask('describe', [module, question], { limitMs: DESCRIBE_MS });

/**
 * Checks the text of a spec; its module paths start from the folder of `file`. This runs the user's modules.
 *
 * @param describe asks a module; what it says in a `TrainerError` becomes a problem where the spec names the module
 */
export async function examine(text: string, file: string, describe = describeModule): Promise<Examined> {
  let checked = check(text);
  const known: Known[] = (checked.combinations ?? [checked]).map(() => ({}));
  const answers = new Map<string, Promise<unknown>>();
  for (const [index, { spec }] of (checked.combinations ?? [checked]).entries()) {
    const found =
      spec &&
      surveyFolder(spec, (folder, files) => openFolder(path.resolve(path.dirname(file), folder), files));
    if (found) known[index] = found;
  }
  if (known.some((one) => one.folders ?? one.failures)) checked = check(text, known[0], known);
  // A model is asked with the shapes of the workload, so the workload comes first.
  for (const role of ['workload', 'model'] as const) {
    let isAsked = false;
    for (const [index, judged] of (checked.combinations ?? [checked]).entries()) {
      const asked = questionOf(role, judged);
      if (!asked) continue;
      isAsked = true;
      const place = path.resolve(path.dirname(file), asked.module);
      const question = JSON.stringify(asked.question);
      const key = `${place} ${question}`;
      const answer = answers.get(key) ?? describe(place, question);
      answers.set(key, answer);
      try {
        known[index] = { ...known[index], [`${role}s`]: { [asked.module]: await answer } };
      } catch (error) {
        if (!(error instanceof TrainerError)) throw error;
        const failures = { ...known[index]?.failures, [asked.module]: error.message };
        known[index] = { ...known[index], failures };
      }
    }
    if (isAsked) checked = check(text, known[0], known);
  }
  const { combinations, ...rest } = checked;
  return {
    ...rest,
    file,
    text,
    known: known[0] ?? {},
    ...(combinations && {
      combinations: combinations.map((one, index) => ({
        ...one,
        text: one.text(),
        file,
        known: known[index] ?? {},
        problems: checked.problems,
      })),
    }),
  };
}

/** The data files of a folder; undefined where it does not have all, which is told when a run is prepared. */
function openFolder(folder: string, files: readonly DataFile[]): FolderFiles | undefined {
  const places = new Map(files.map((one) => [one.name, placesIn(folder, one)[0]]));
  if ([...places.values()].some((place) => !place)) return undefined;
  const reading = (
    read: (place: ReturnType<typeof placesIn>[number]) => Uint8Array,
    name: string,
  ): Uint8Array => {
    const place = places.get(name);
    if (!place) throw new Error(`${name} is not among the files of the workload`);
    try {
      return read(place);
    } catch (error) {
      throw new Error(
        `${place.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  };
  return {
    head: (name) => reading(headOf, name),
    whole: (name, sizeBytes) => reading((place) => wholeOf(place, sizeBytes), name),
  };
}

/** The module of a role, and what it is asked; undefined where there is none or it cannot be asked yet. */
function questionOf(
  role: 'workload' | 'model',
  { spec, shape }: Pick<Checked, 'spec' | 'shape'>,
): { readonly module: string; readonly question: object } | undefined {
  const choice = spec?.[role];
  if (!choice || !('module' in choice) || (role === 'model' && !shape)) return undefined;
  const { input, outputs } = shape ?? {};
  return { module: choice.module, question: { role, options: choice.options, input, outputs } };
}
