// Computes Ticket's speedup over each peer.
import { isOurs } from './contestants';
import type { Row } from './measure';
import { pairedRatio, type Ratio } from './statistics';

/** A ratio compares with the fastest row that matches its pattern, so that a peer counts with its best variant. */
export const RATIOS: readonly { readonly name: string; readonly group: string; readonly peer: RegExp }[] = [
  { name: 'lenet.tfjsEager', group: 'lenet', peer: /^(tfjs\.adam$|ours\.eager)/ },
  { name: 'lenet.torchEager', group: 'lenet', peer: /^torch\./ },
  { name: 'lenet.jax', group: 'lenet', peer: /^jax\./ },
  { name: 'lenet16.jaxVmap', group: 'lenet16', peer: /^jax\.vmap\./ },
  { name: 'lenet16.jaxBest', group: 'lenet16', peer: /^jax\./ },
  ...['conv2', 'conv4'].flatMap((group) => [
    { name: `${group}.torchEager`, group, peer: /^torch\./ },
    { name: `${group}.tfjsEager`, group, peer: /^(tfjs\.adam$|ours\.eager)/ },
    { name: `${group}.jax`, group, peer: /^jax\./ },
  ]),
];

export type NamedRatio =
  | ({ readonly name: string; readonly ours: string; readonly peer: string } & Ratio)
  | { readonly name: string; readonly reason: string };

/** The ratios of all groups; for a missing one, the reason. */
export function ratiosOf(measured: ReadonlyMap<string, readonly Row[]>): readonly NamedRatio[] {
  return RATIOS.map(({ name, group, peer: pattern }) => {
    const rows = measured.get(group);
    if (!rows) return { name, reason: `${group} was not measured` };
    const [ours, peer] = [fastest(rows, isOurs), fastest(rows, (row) => pattern.test(row))];
    if (!ours) return { name, reason: whyNone(rows, isOurs) };
    if (!peer) return { name, reason: whyNone(rows, (row) => pattern.test(row)) };
    return { name, ours: ours.name, peer: peer.name, ...pairedRatio(peer.times, ours.times) };
  });
}

/** The fastest row with the right loss. */
export function fastest(rows: readonly Row[], isWanted: (name: string) => boolean): Row | undefined {
  const timed = rows.filter((row) => isWanted(row.name) && row.times.length > 0 && row.problem === null);
  return timed.reduce<Row | undefined>(
    (best, row) => (best && msOf(best) <= msOf(row) ? best : row),
    undefined,
  );
}

const msOf = (row: Row): number => row.msPerIterationPerReplica ?? Infinity;

/** The reasons why no row has a time that counts; a common reason only once. */
function whyNone(rows: readonly Row[], isWanted: (name: string) => boolean): string {
  const reasons = rows
    .filter(({ name }) => isWanted(name))
    .map(({ name, problem }) => ({ name, why: problem ?? 'no time' }));
  const [first] = reasons;
  if (first && reasons.every(({ why }) => why === first.why)) return first.why;
  return reasons.map(({ name, why }) => `${name}: ${why}`).join('; ');
}

/** Occurs in TensorFlow's errors about nondeterministic ops. */
const DOES_NOT_REPEAT = /deterministic/;

/**
 * Whether each group has a time of one of Ticket's engines, and none of them failed, except at the time limit or for a
 * nondeterministic op on a GPU. If a compiler does not finish convolutions or lacks a deterministic op, that is a
 * result and not a defect.
 */
export const isOursMeasured = (measured: ReadonlyMap<string, readonly Row[]>): boolean =>
  [...measured.values()].every(
    (rows) =>
      fastest(rows, isOurs) !== undefined &&
      rows.every(
        ({ name, problem, isTooSlow }) =>
          !isOurs(name) || problem === null || isTooSlow || DOES_NOT_REPEAT.test(problem),
      ),
  );
