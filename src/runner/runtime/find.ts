// Chooses what a trainer computes with: the first candidate that proves itself.
import type { RuntimeRequest } from '../../runs/request';
import { EnvironmentError } from '../problem';
import { TrainerError } from '../trainer-process';
import type { Candidate, Proof, Source, Trouble } from './candidate';
import { candidates, type Places } from './places';
import { prove } from './prove';

/** A candidate after it was tried: with its proof, or with why it is none. */
export interface Tried {
  readonly source: Source;
  readonly place: string;
  readonly request?: RuntimeRequest;
  readonly proof?: Proof;
  /** Something is there, and does not work. */
  readonly trouble?: Trouble;
  /** Nothing is there, and that is no trouble. */
  readonly missing?: string;
}

export interface Runtime {
  readonly source: Source;
  readonly place: string;
  readonly request: RuntimeRequest;
  readonly proof: Proof;
  /** What was looked at before. */
  readonly passed: readonly Tried[];
  /** Others that work come before it, and a run was begun with this one. */
  readonly isPreferred: boolean;
}

export type SearchOptions = Partial<Places> & {
  readonly limitMs?: number;
  /** Tries all afresh, whatever is remembered of earlier tries. */
  readonly fresh?: boolean;
  /** What a run was begun with: a runtime that computes the same is taken before others, if none is named. */
  readonly pinned?: Pinned | undefined;
};

type Pinned = Pick<Proof, 'backend' | 'library' | 'device'>;

const isSame = (proof: Proof, { backend, library, device }: Pinned): boolean =>
  proof.backend === backend && proof.library === library && proof.device === device;

const placesOf = ({
  env = process.env,
  workspace = process.cwd(),
  named,
  storage,
  python,
}: SearchOptions): Places => ({ env, workspace, named, storage, python });

/**
 * The first runtime that proves itself, in the order: the one that is named, a tfjs-node of the workspace, those that
 * `ticket runtime install` has made, a Python's TensorFlow, and what is embedded. For a run that was begun, the first
 * that computes the same.
 *
 * @throws {EnvironmentError} where the named one does not work, or none does.
 */
export async function findRuntime(options: SearchOptions = {}): Promise<Runtime> {
  const passed: Tried[] = [];
  const { pinned } = options;
  let other: Runtime | undefined;
  for await (const candidate of candidates(placesOf(options))) {
    const tried = await attempt(candidate, options);
    const { source, place, request, proof, trouble } = tried;
    if (request && proof) {
      const isPreferred = other !== undefined;
      const runtime = { source, place, request, proof, passed: [...passed], isPreferred };
      if (!pinned || source === 'named' || isSame(proof, pinned)) return runtime;
      other ??= runtime;
    }
    // What a person asked for is not silently replaced.
    if (source === 'named' && trouble) throw new EnvironmentError(trouble.message, trouble.remedy);
    passed.push(tried);
  }
  if (other) return other;
  const [last] = passed.slice(-1);
  throw new EnvironmentError(
    `Nothing here can train. The embedded default: ${last?.trouble?.message ?? 'missing'}`,
    'Install this package again. `ticket doctor` says more.',
  );
}

/** Tries every candidate, for `ticket doctor`. The first with a proof is the one that is chosen. */
export async function tryAll(options: SearchOptions = {}): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for await (const candidate of candidates(placesOf(options))) tried.push(await attempt(candidate, options));
  return tried;
}

/** The candidate tried, and its other way where the first does not work. */
async function attempt(candidate: Candidate, options: SearchOptions): Promise<Tried> {
  const first = await attemptOne(candidate, options);
  if (!first.trouble || !candidate.orElse) return first;
  const second = await attemptOne({ ...candidate, found: await candidate.orElse() }, options);
  return second.proof ? second : first;
}

async function attemptOne({ source, place, found }: Candidate, options: SearchOptions): Promise<Tried> {
  const at = { source, place };
  if ('missing' in found) return { ...at, missing: found.missing };
  if (!('request' in found)) return { ...at, trouble: found };
  const { request } = found;
  try {
    return { ...at, request, proof: await prove(request, options) };
  } catch (error) {
    if (!(error instanceof TrainerError)) throw error;
    return { ...at, request, trouble: { message: `${place}: ${error.message}`, remedy: remedies[source] } };
  }
}

const remedies: Readonly<Record<Source, string>> = {
  named: 'Let TICKET_TENSORFLOW name another (the setting, in the editor), or unset it.',
  workspace: 'Remove that package, or rebuild it: npm rebuild @tensorflow/tfjs-node',
  managed: 'Install it again: ticket runtime install',
  python: 'Install it again in that Python: python -m pip install --force-reinstall tensorflow-cpu',
  embedded: 'Install this package again.',
};
