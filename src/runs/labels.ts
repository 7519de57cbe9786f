// Labels the runs of a spec by the values that differ, such as `criterion=random, seed=3`.
import type { Facts } from './compare';
import { canonical } from './json';

/** Most values in a label. */
const MOST = 3;
/** Most characters of a value. */
const LONGEST = 24;

/** Keys of a spec that its networks do not depend on. */
const isAside = (path: string): boolean =>
  ['title', 'trials', 'controls', 'prune.rounds'].includes(path) || /^(claims: |run\.)/.test(path);

/** A run's spec, by dotted path, and the changes of it under which its claims must fail. */
export interface LabelledSpec {
  readonly facts: Facts;
  readonly changes: readonly Facts[];
}

/** Changed values in words, such as `criterion=random, seed=3`. */
export function changeText(change: Facts): string {
  const paths = Object.keys(change);
  return paths.map((path) => `${shortName(path, paths)}=${valueText(change[path])}`).join(', ');
}

/** The label of a control: its change, and the label of the run that it is a control for. */
export const controlText = (change: Facts, of: string): string =>
  `${changeText(change)} (control${of === '' ? '' : ` for ${of}`})`;

/** The last steps of a dotted path that no other path ends with. */
function shortName(path: string, paths: readonly string[]): string {
  const steps = path.split('.');
  for (let from = steps.length - 1; from > 0; from--) {
    const name = steps.slice(from).join('.');
    if (paths.every((other) => other === path || !`.${other}`.endsWith(`.${name}`))) return name;
  }
  return path;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/**
 * The labels of runs of one spec, in their order. Empty if nothing differs. A run of a changed spec, for a claim that
 * must fail there, names its change and the run that it is a control for.
 */
export function labelsOf(specs: readonly LabelledSpec[]): readonly string[] {
  const controls = specs.map((one) => controlOf(one, specs));
  const differing = differingPaths(specs.filter((_, i) => !controls[i]).map(({ facts }) => facts));
  const labelOf = ({ facts }: LabelledSpec): string =>
    changeText(
      Object.fromEntries(
        differing.flatMap((path) => (facts[path] === undefined ? [] : [[path, facts[path]]])),
      ),
    );
  return specs.map((one, i) => {
    const control = controls[i];
    return control ? controlText(control.change, labelOf(control.of)) : labelOf(one);
  });
}

/** The run that a run is a control for, and its change. */
function controlOf(
  one: LabelledSpec,
  specs: readonly LabelledSpec[],
): { readonly of: LabelledSpec; readonly change: Facts } | undefined {
  for (const of of specs) {
    const change =
      of === one ? undefined : of.changes.find((change) => isChanged(of.facts, one.facts, change));
    if (change) return { of, change };
  }
  return undefined;
}

/** Whether `changed` has the values of `facts` with the change. Options below a changed path may differ. */
function isChanged(facts: Facts, changed: Facts, change: Facts): boolean {
  const paths = Object.keys(change);
  return (
    paths.every((path) => isSame(changed[path], change[path]) && !isSame(facts[path], change[path])) &&
    [...new Set([...Object.keys(facts), ...Object.keys(changed)])].every(
      (path) =>
        isAside(path) ||
        paths.some((one) => path === one || path.startsWith(`${one}.`)) ||
        isSame(facts[path], changed[path]),
    )
  );
}

/** The paths whose values differ; if there are too many, those with the most distinct values. */
function differingPaths(all: readonly Facts[]): readonly string[] {
  const paths = [...new Set(all.flatMap((facts) => Object.keys(facts)))].filter((path) => !isAside(path));
  const counts = paths.map((path) => new Set(all.map((facts) => textOf(facts[path]))).size);
  const differing = paths.filter((_, i) => (counts[i] ?? 0) > 1);
  if (differing.length <= MOST) return differing;
  const countOf = (path: string): number => counts[paths.indexOf(path)] ?? 0;
  const most = differing.toSorted((a, b) => countOf(b) - countOf(a)).slice(0, MOST);
  return differing.filter((path) => most.includes(path));
}

const textOf = (value: unknown): string => (value === undefined ? 'none' : canonical(value));
const isSame = (a: unknown, b: unknown): boolean => textOf(a) === textOf(b);
