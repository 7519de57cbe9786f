// Times the contestants of a group: all start first, then each repetition times each one once, one at a time.
import { setTimeout as sleep } from 'node:timers/promises';
import { ContestantError, startTeam, type Team } from './child';
import type { Contestant } from './contestants';
import { wrongLosses } from './guard';
import { medianInterval, median, type Interval } from './statistics';

export interface Row {
  readonly name: string;
  /** Milliseconds per iteration and replica: the median over repetitions, or null without a time. */
  readonly msPerIterationPerReplica: number | null;
  readonly interval: Interval | null;
  /** One per repetition. */
  readonly times: readonly number[];
  readonly processes: number;
  readonly device: string | null;
  readonly library: string | null;
  /** The loss of each replica after the guard iterations. */
  readonly losses: readonly (number | null)[];
  /** The reason why it has no time, or why its time does not count. */
  readonly problem: string | null;
  /** Whether a time limit ended it. */
  readonly isTooSlow: boolean;
}

export interface MeasureOptions {
  readonly repetitions: number;
  readonly seconds: number;
  readonly replicas: number;
  readonly signal: AbortSignal;
  /** Reports progress. */
  readonly tell: (text: string) => void;
}

/** A timing takes a second or two; one that takes this long hangs. */
const TIMING_LIMIT_MS = 120_000;
/** Idle threads spin for a while, which would slow down the next contestant. */
const PAUSE_MS = 250;

interface Standing {
  readonly contestant: Contestant;
  readonly team?: Team;
  readonly chunks: number;
  readonly times: number[];
  failure?: ContestantError;
}

export async function measure(
  contestants: readonly Contestant[],
  options: MeasureOptions,
): Promise<readonly Row[]> {
  const all: Standing[] = [];
  try {
    for (const contestant of contestants) all.push(await getReady(contestant, options));
    for (let repetition = 0; repetition < options.repetitions; repetition++) {
      options.tell(`repetition ${repetition + 1} of ${options.repetitions}`);
      // Rotate the order: the first contestant of a repetition is the last of the next.
      const first = repetition % all.length;
      for (const standing of [...all.slice(first), ...all.slice(0, first)])
        await timeOnce(standing, options.replicas);
    }
  } finally {
    for (const { team } of all) team?.end();
  }
  return rowsOf(all);
}

async function getReady(
  contestant: Contestant,
  { signal, seconds, tell }: MeasureOptions,
): Promise<Standing> {
  const { name, commands, startLimitMs, missing } = contestant;
  const failed = (failure: ContestantError): Standing => {
    tell(`${name}: ${failure.message}`);
    return { contestant, chunks: 0, times: [], failure };
  };
  if (missing !== undefined) return failed(new ContestantError(missing));
  const began = performance.now();
  let team: Team | undefined;
  try {
    team = await startTeam(commands, startLimitMs, signal);
    const ready = performance.now() - began;
    const once = await team.time(1, TIMING_LIMIT_MS);
    tell(`${name}: ready in ${(ready / 1000).toFixed(1)} s`);
    return { contestant, team, chunks: Math.max(1, Math.round((1000 * seconds) / once)), times: [] };
  } catch (error) {
    team?.end();
    if (error instanceof ContestantError) return failed(error);
    throw error;
  }
}

async function timeOnce(standing: Standing, replicas: number): Promise<void> {
  const { contestant, team, chunks, times } = standing;
  if (!team || standing.failure) return;
  await sleep(PAUSE_MS);
  try {
    times.push((await team.time(chunks, TIMING_LIMIT_MS)) / (chunks * contestant.chunk * replicas));
  } catch (error) {
    if (!(error instanceof ContestantError)) throw error;
    standing.failure = error;
  }
}

function rowsOf(all: readonly Standing[]): readonly Row[] {
  const losses = new Map(
    all.flatMap(({ contestant, team }) => (team ? [[contestant.name, lossesOf(team)] as const] : [])),
  );
  const wrong = wrongLosses(losses);
  return all.map(({ contestant, team, times, failure }) => {
    const isTimed = !failure && times.length > 0;
    const first = team?.ready[0];
    return {
      name: contestant.name,
      msPerIterationPerReplica: isTimed ? median(times) : null,
      interval: isTimed ? medianInterval(times) : null,
      times: isTimed ? times : [],
      processes: contestant.commands.length,
      device: first?.device ?? null,
      library: first?.library ?? null,
      losses: losses.get(contestant.name) ?? [],
      problem: failure?.message ?? wrong.get(contestant.name) ?? null,
      isTooSlow: failure?.isTooSlow ?? false,
    };
  });
}

/** Losses in the order of replicas: process i mod processes trains replica i. */
function lossesOf({ ready }: Team): readonly (number | null)[] {
  const count = ready.reduce((sum, { losses }) => sum + losses.length, 0);
  return Array.from({ length: count }, (_, i) => {
    const of = ready[i % ready.length]?.losses ?? [];
    return of[Math.floor(i / ready.length)] ?? null;
  });
}
