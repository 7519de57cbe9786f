// Reads and checks a spec file, and queries its modules for their description.
import path from 'node:path';
import { check, type Checked, type Known } from '../language/check';
import { surveyFolder, type DataFile, type FolderFiles } from '../language/data';
import type { SpecChange } from '../language/spec';
import { messageOf, systemMessage } from '../runs/error-message';
import { MOST_BYTES } from '../runs/regular-file';
import { headOf, wholeOf } from './data-heads';
import { placesIn } from './data-places';
import { noModules, type SealedModules } from '../runs/sealed-modules';
import { entryName, mergeModules, sealModule } from './modules';
import { ModuleError } from './problem';
import { readSpecFile, SpecFileError } from './spec-file';
import { ask, TrainerError } from './trainer-process';

export interface Examined extends Omit<Checked, 'combinations'> {
  readonly file: string;
  readonly text: string;
  /** The descriptions that the spec's modules gave. */
  readonly known: Known;
  /** The spec's modules: the exact bytes that were queried and that a run trains with. */
  readonly modules: SealedModules;
  /** The combinations of a sweep. */
  readonly combinations?: readonly ExaminedCombination[];
}

/** A combination of a sweep; its problems are those of the whole spec. */
export interface ExaminedCombination extends Omit<Examined, 'combinations'> {
  /** The swept values by dotted path. */
  readonly change: SpecChange;
}

export { SpecFileError };

/** Time limit for the description of a module. */
export const DESCRIBE_MS = 20_000;

/**
 * @param describe see `examine`
 * @throws {SpecFileError} if the file cannot be read.
 */
export async function examineFile(file: string, describe?: Describe): Promise<Examined> {
  const { text, problem } = readSpecFile(file);
  return problem ? { ...unread(file, text), problems: [problem] } : examine(text, file, describe);
}

const unread = (file: string, text: string) => ({ file, text, known: {}, modules: noModules });

/** A query to a module: its file, and the stored bytes of the module and its imports. */
export interface Asked {
  readonly module: string;
  /** As JSON. */
  readonly question: string;
  readonly modules: SealedModules;
  /** The spec's folder; names of stored files are relative to it. */
  readonly specFolder: string;
  /** Whether to read the data, too, if the module declares no files, and report its problems. */
  readonly reads?: boolean;
}

/** Queries a user's module; returns the trainer's answer as parsed JSON. */
export type Describe = (asked: Asked) => Promise<unknown>;

const describeModule: Describe = (asked) =>
  ask('describe', [], { limitMs: DESCRIBE_MS, input: JSON.stringify(asked) });

/** Also reads the data of modules that declare no files. */
export const describeAndRead: Describe = (asked) => describeModule({ ...asked, reads: true });

/**
 * Checks the text of a spec; its module paths are relative to the folder of `file`. This runs the user's modules.
 *
 * @param describe queries a module; its `TrainerError` becomes a problem where the spec names the module
 * @param inherited modules of a run, used instead of the files if the spec names the same ones
 */
export async function examine(
  text: string,
  file: string,
  describe = describeModule,
  inherited?: SealedModules,
): Promise<Examined> {
  const specFolder = path.dirname(path.resolve(file));
  let checked = check(text);
  const judgements = (): readonly Judged[] => checked.combinations ?? [checked];
  const known: Known[] = judgements().map(() => ({}));
  const answers = new Map<string, Promise<unknown>>();
  for (const [index, { spec }] of judgements().entries()) {
    const found =
      spec &&
      surveyFolder(spec, (folder, files) => openFolder(path.resolve(path.dirname(file), folder), files));
    if (found) known[index] = found;
  }
  if (known.some((one) => one.folders ?? one.failures)) checked = check(text, known[0], known);
  const sealed = new Map<string, Promise<SealedModules>>();
  const seal = (place: string, { spec }: Judged): Promise<SealedModules> => {
    const names = modulesOf(spec).map((module) => entryName(path.resolve(specFolder, module), specFolder));
    if (inherited && [...new Set(names)].sort().join('\n') === inherited.entries.join('\n'))
      return Promise.resolve(inherited);
    const sealing = sealed.get(place) ?? sealModule(place, specFolder);
    sealed.set(place, sealing);
    return sealing;
  };
  // The query to a model needs the shapes of the workload, so the workload comes first.
  for (const role of ['workload', 'model'] as const) {
    let isAsked = false;
    for (const [index, judged] of judgements().entries()) {
      const asked = questionOf(role, judged);
      if (!asked) continue;
      isAsked = true;
      const module = path.resolve(specFolder, asked.module);
      const question = JSON.stringify(asked.question);
      const key = `${module} ${question}`;
      try {
        const modules = await seal(module, judged);
        const answer = answers.get(key) ?? describe({ module, question, modules, specFolder });
        answers.set(key, answer);
        known[index] = { ...known[index], [`${role}s`]: { [asked.module]: await answer } };
      } catch (error) {
        if (!(error instanceof TrainerError || error instanceof ModuleError)) throw error;
        const failures = { ...known[index]?.failures, [asked.module]: error.message };
        known[index] = { ...known[index], failures };
      }
    }
    if (isAsked) checked = check(text, known[0], known);
  }
  const modulesFor = async (judged: Judged): Promise<SealedModules> =>
    judged.plan
      ? mergeModules(
          await Promise.all(
            modulesOf(judged.spec).map((module) => seal(path.resolve(specFolder, module), judged)),
          ),
        )
      : noModules;
  const { combinations, ...rest } = checked;
  return {
    ...rest,
    file,
    text,
    known: known[0] ?? {},
    modules: await modulesFor(rest),
    ...(combinations && {
      combinations: await Promise.all(
        combinations.map(async (one, index) => ({
          ...one,
          text: one.text(),
          file,
          known: known[index] ?? {},
          modules: await modulesFor(one),
          problems: checked.problems,
        })),
      ),
    }),
  };
}

/** The data files of a folder; undefined if some are missing, which preparing the run reports. */
function openFolder(folder: string, files: readonly DataFile[]): FolderFiles | undefined {
  const places = new Map(files.map((one) => [one.name, placesIn(folder, one)[0]]));
  if ([...places.values()].some((place) => !place)) return undefined;
  const reading = (
    read: (place: ReturnType<typeof placesIn>[number]) => Uint8Array,
    name: string,
  ): Uint8Array => {
    const place = places.get(name);
    if (!place) throw new Error(`the workload declares no file ${name}`);
    try {
      return read(place);
    } catch (error) {
      const why = systemMessage(error) ?? `cannot read ${place.path}: ${messageOf(error)}`;
      throw new Error(why, { cause: error });
    }
  };
  return {
    mostBytes: MOST_BYTES,
    head: (name) => reading(headOf, name),
    whole: (name, sizeBytes) => reading((place) => wholeOf(place, sizeBytes), name),
  };
}
type Judged = Pick<Checked, 'spec' | 'shape' | 'plan'>;

/** The module paths in a spec, as written. */
const modulesOf = (spec: Judged['spec']): readonly string[] =>
  [spec?.workload, spec?.model].flatMap((choice) => (choice && 'module' in choice ? [choice.module] : []));

/** The module of a role and its query; undefined if the spec names none or it cannot be queried yet. */
function questionOf(
  role: 'workload' | 'model',
  { spec, shape }: Judged,
): { readonly module: string; readonly question: object } | undefined {
  const choice = spec?.[role];
  if (!choice || !('module' in choice) || (role === 'model' && !shape)) return undefined;
  const { input, outputs } = shape ?? {};
  return { module: choice.module, question: { role, options: choice.options, input, outputs } };
}
