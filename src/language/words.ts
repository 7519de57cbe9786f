// Wording of messages: lists of names, counts and "Did you mean" suggestions.
import { meantBy, plainName } from './misnomers';

/** Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`: optimal string alignment distance. */
export function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The candidate that `word` most likely means or misspells; undefined if none is close. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const meant = meantBy(word, candidates);
  if (meant !== undefined) return meant;
  const wanted = plainName(word);
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, plainName(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const first = ranked[0];
  if (first && first.edits <= Math.max(1, Math.floor(wanted.length / 3))) return first.candidate;
  // A longer or shorter form of the same word, such as `batchSize` for `batch`.
  return candidates.find((candidate) => {
    const [short, long] = [wanted, plainName(candidate)].sort((a, b) => a.length - b.length);
    return short !== undefined && short.length >= 4 && long?.startsWith(short) === true;
  });
}

export const quote = (name: string): string => `\`${name}\``;

/** "`a`, `b` or `c`". */
export function oneOf(names: readonly string[]): string {
  const quoted = names.map(quote);
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}

/** A count with its noun: "2 epochs", "1 epoch". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
