// Checks a sweep: each combination as a separate spec, whose problems it locates in the sweep's text.
import type { WorkloadShape } from '../lab/kinds';
import { ladderWork, type Budget } from './budget';
import { identity } from './identity';
import { charactersOf, type LocatedEntry, type LocatedMap } from './located';
import type { Plan } from './plan';
import type { Finding, Report, Span } from './problem';
import { countRule, MOST_COMBINATIONS, sweepAxes } from './rules/sweep';
import type { Spec, SpecChange } from './spec';
import { combine, sayChange, type Swept } from './sweep';
import { longestText, textFinding } from './text';
import { textOf } from './variants';
import { counted, quote } from './words';

/** The result of checking one run. */
export interface Judged {
  readonly spec?: Spec;
  readonly shape?: WorkloadShape;
  readonly plan?: Plan;
}

/** One combination of a sweep. */
export interface Combination extends Judged {
  /** The swept values by dotted path. */
  readonly change: SpecChange;
  /** The text of the spec with these values, without the sweep. */
  readonly text: () => string;
}

/** Checks one run; `index` is the number of the combination. */
type JudgeOne = (root: LocatedMap, text: () => string, index: number, report: Report) => Judged;

/** Checks the combinations of a sweep. If there are too many, only the first, to find the sweep's other errors. */
export function judgeSweep(
  root: LocatedMap,
  sweep: LocatedEntry,
  text: string,
  report: Report,
  work: Budget,
  judgeOne: JudgeOne,
): readonly Combination[] {
  const axes = sweepAxes(sweep, text, report);
  const isFew = countRule(sweep, axes, report) <= MOST_COMBINATIONS;
  const looked = isFew ? axes : axes.map((axis) => ({ ...axis, values: axis.values.slice(0, 1) }));
  const swept = combine(root, looked);
  const told = new Map<string, { readonly finding: Finding; readonly of: Swept[] }>();
  const isError = ({ severity = 'error' }: Finding): boolean => severity === 'error';
  const combinations: Combination[] = [];
  let isWhole = isFew;
  for (const [index, one] of swept.entries()) {
    const own = lazy(() => textOf(one.root));
    const tell: Report = (finding) => {
      if (!isFew && !isError(finding)) return;
      const key = JSON.stringify(finding);
      const known = told.get(key);
      if (!known) told.set(key, { finding, of: [one] });
      else if (known.of.at(-1) !== one) known.of.push(one);
    };
    const characters = charactersOf(one.root);
    // The first combination predicts the work for all of them, so Ticket refuses an oversized sweep early.
    const most = index === 1 ? work.times() : swept.length;
    if (!work.spend(characters) || most < swept.length) {
      tooMuchRule(sweep, index === 1 ? most : index, swept.length, report);
      isWhole = false;
      break;
    }
    // A run gets this text, in which aliases are written out.
    const unreadable = characters > longestText / 2 ? textFinding(own()) : undefined;
    if (unreadable) tell({ ...unreadable, at: sweep.keySpan });
    const judged = unreadable ? {} : judgeOne(one.root, own, index, tell);
    work.spend(ladderWork(judged.plan));
    combinations.push({ change: one.change, text: own, ...judged });
  }
  for (const { finding, of } of told.values())
    report(withReason(finding, of, swept.slice(0, combinations.length)));
  if (![...told.values()].some(({ finding }) => isError(finding))) sameRunRule(combinations, swept, report);
  return isWhole ? combinations : [];
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Refuses a sweep that would take too long to check: the editor waits for every combination. */
function tooMuchRule(sweep: LocatedEntry, most: number, count: number, report: Report): void {
  report({
    at: sweep.keySpan,
    code: 'too-many',
    message: `The sweep has ${counted(count, 'combination')}. The limit for a spec this size is ${most.toLocaleString('en-US')}.`,
    remedy: 'Remove values, or split the spec.',
  });
}

/**
 * Adds the combination to a finding, unless the finding applies to all combinations, or to all that share the value at
 * its position.
 */
function withReason(finding: Finding, of: readonly Swept[], all: readonly Swept[]): Finding {
  const [first] = of;
  if (!first || of.length === all.length) return finding;
  const path = [...first.spans].find(([, span]) => isWithin(finding.at, span))?.[0];
  const alike = all.filter(({ spans }) => path !== undefined && spans.get(path) === first.spans.get(path));
  if (of.length === alike.length) return finding;
  return { ...finding, message: `With ${sayChange(first.change)}: ${finding.message}` };
}

const isWithin = (inner: Span, outer: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;

/** Reports combinations with the same identity, which would share a run directory. */
function sameRunRule(combinations: readonly Combination[], swept: readonly Swept[], report: Report): void {
  const seen = new Map<string, Swept>();
  combinations.forEach(({ spec, plan }, index) => {
    const one = swept[index];
    if (!spec || !one) return;
    // Identity covers the content of data files, which is unknown here; their folder stands in for it.
    const key = JSON.stringify([
      identity({ spec, plan, modules: {}, data: {} }),
      spec.workload.options['folder'],
    ]);
    const other = seen.get(key);
    if (!other) {
      seen.set(key, one);
      return;
    }
    const [path = '', at] = [...one.spans].find(([name, span]) => other.spans.get(name) !== span) ?? [];
    report({
      at: at ?? { start: 0, end: 0 },
      code: 'no-change',
      message: `With ${sayChange(one.change)} the run is the same as with ${sayChange(other.change)}: the difference does not affect results.`,
      remedy: `Keep one of the two values of ${quote(path)}.`,
    });
  });
}
