// Chooses the runtime: the first candidate that passes a test computation.
import type { RuntimeRequest } from '../../runs/request';
import { EnvironmentError } from '../problem';
import { TrainerError } from '../trainer-process';
import type { Candidate, Proof, Source, CandidateError } from './candidate';
import { candidates, type Places } from './places';
import { prove } from './prove';

/** A tested candidate, with its proof or the reason why it does not work. */
export interface Tried {
  readonly source: Source;
  readonly place: string;
  readonly request?: RuntimeRequest;
  readonly proof?: Proof;
  /** A runtime is there but does not work. */
  readonly error?: CandidateError;
  /** No runtime is there, which is not an error. */
  readonly missing?: string;
}

export interface Runtime {
  readonly source: Source;
  readonly place: string;
  readonly request: RuntimeRequest;
  readonly proof: Proof;
  /** Candidates before this one. */
  readonly passed: readonly Tried[];
  /** Whether Ticket chose it because the run started with it, although others that work come first. */
  readonly isPreferred: boolean;
}

export type SearchOptions = Partial<Places> & {
  readonly limitMs?: number;
  /** Tests all candidates again, ignoring cached results. */
  readonly fresh?: boolean;
  /** The runtime that a run started with. Unless the user names one, an equal runtime takes precedence. */
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
 * The first runtime that works, in this order: the named one, the workspace's tfjs-node, those installed by `ticket
 * runtime install`, a Python's TensorFlow, and the embedded one. For an existing run, the first that computes the
 * same.
 *
 * @throws {EnvironmentError} if the named one does not work, or none does.
 */
export async function findRuntime(options: SearchOptions = {}): Promise<Runtime> {
  const passed: Tried[] = [];
  const { pinned } = options;
  let other: Runtime | undefined;
  for await (const candidate of candidates(placesOf(options))) {
    const tried = await attempt(candidate, options);
    const { source, place, request, proof, error } = tried;
    if (request && proof) {
      const isPreferred = other !== undefined;
      const runtime = { source, place, request, proof, passed: [...passed], isPreferred };
      if (!pinned || source === 'named' || isSame(proof, pinned)) return runtime;
      other ??= runtime;
    }
    // Never silently replace a runtime that the user named.
    if (source === 'named' && error) throw new EnvironmentError(error.message, error.remedy);
    passed.push(tried);
  }
  if (other) return other;
  const [last] = passed.slice(-1);
  throw new EnvironmentError(
    `No runtime works. The embedded one: ${last?.error?.message ?? 'missing'}`,
    'Reinstall this package. Run `ticket doctor` for details.',
  );
}

/** Tests every candidate, for `ticket doctor`. The first with a proof is the chosen one. */
export async function tryAll(options: SearchOptions = {}): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for await (const candidate of candidates(placesOf(options))) tried.push(await attempt(candidate, options));
  return tried;
}

/** Tests a candidate, and its alternative if it does not work. */
async function attempt(candidate: Candidate, options: SearchOptions): Promise<Tried> {
  const first = await attemptOne(candidate, options);
  if (!first.error || !candidate.orElse) return first;
  const second = await attemptOne({ ...candidate, found: await candidate.orElse() }, options);
  return second.proof ? second : first;
}

async function attemptOne({ source, place, found }: Candidate, options: SearchOptions): Promise<Tried> {
  const at = { source, place };
  if ('missing' in found) return { ...at, missing: found.missing };
  if (!('request' in found)) return { ...at, error: found };
  const { request } = found;
  try {
    return { ...at, request, proof: await prove(request, options) };
  } catch (error) {
    if (!(error instanceof TrainerError)) throw error;
    return { ...at, request, error: { message: `${place}: ${error.message}`, remedy: remedies[source] } };
  }
}

const remedies: Readonly<Record<Source, string>> = {
  named: 'Set TICKET_TENSORFLOW (in the editor, the setting ticket.tensorflow) to another one, or unset it.',
  workspace: 'Remove the package, or rebuild it: npm rebuild @tensorflow/tfjs-node',
  managed: 'Reinstall it: ticket runtime install',
  python: 'Reinstall it in that Python: python -m pip install --force-reinstall tensorflow-cpu',
  embedded: 'Reinstall this package.',
};
