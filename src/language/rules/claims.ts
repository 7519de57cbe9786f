// Rules for claims: their arms, rounds and bounds, and the changes that must make them fail.
import type { Checked } from '../check';
import { bounds, comparisons } from '../claim-schema';
import { identity } from '../identity';
import { entryOf, nodeAt, spanOf, type Path } from '../located';
import type { Plan } from '../plan';
import type { Finding } from '../problem';
import type { Claim, Spec, SpecChange } from '../spec';
import { isTooDeep, tooDeepPath } from '../sweep';
import { nearest, oneOf, quote } from '../words';
import { reportAt, type Facts } from './facts';

/**
 * Checks the claims of a spec.
 *
 * @param sound whether the rest of the spec has no errors; only then are variants checked
 * @param variant checks the spec with a change; returns undefined after too many changes
 */
export function claimRules(
  facts: Facts,
  plan: Plan | undefined,
  sound: boolean,
  variant: (change: SpecChange) => Checked | undefined,
): void {
  const controls = [...new Set(facts.spec.controls.map(({ kind }) => kind))];
  const arms = ['ticket', 'dense', ...controls];
  const isSame = sameMeaning(facts.spec, plan);
  facts.spec.claims.forEach((claim, index) => {
    const path: Path = ['claims', index];
    const complete = [exactlyOne(facts, path, comparisons), exactlyOne(facts, path, bounds)];
    placeRule(facts, path, claim, plan);
    if (claim.over === 'interval-95' && facts.spec.trials < INTERVAL_TRIALS) {
      reportAt(facts, [...path, 'over'], {
        severity: 'warning',
        code: 'undecided',
        message: `An interval needs at least ${INTERVAL_TRIALS} trials; with ${facts.spec.trials} the claim stays undecided.`,
        remedy: `Raise trials, or write over: mean.`,
      });
    }
    if (!complete.every(Boolean)) return;
    armRules(facts, path, claim, arms);
    boundRule(facts, path, claim);
    claim.mustFail.forEach((control, place) => {
      const at = [...path, 'mustFail', place];
      if (typeof control === 'string') mustFailRule(facts, at, claim, control, controls);
      else if (!oneRunRule(facts, [...at, 'with'], control.with)) return;
      else if (sound) variantRule(facts, isSame, [...at, 'with'], variant(control.with));
    });
  });
}

/** Equal to the limit in runs/statement.ts; a test compares them. */
export const INTERVAL_TRIALS = 3;

function exactlyOne(facts: Facts, path: Path, keys: readonly string[]): boolean {
  const claim = nodeAt(facts.root, path);
  const [first, second] = keys.flatMap((key) => (claim && entryOf(claim, key)) ?? []);
  if (first && !second) return true;
  facts.report({
    at: second?.keySpan ?? spanOf(claim ?? facts.root),
    code: second ? 'contradiction' : 'missing-key',
    message: second
      ? `A claim takes exactly one of ${oneOf(keys)}; this one already has ${quote(first?.key ?? '')}.`
      : `The claim lacks one of ${oneOf(keys)}.`,
    remedy: second ? 'Split it into two claims.' : `Add exactly one of them.`,
  });
  return false;
}

function placeRule(facts: Facts, path: Path, { at }: Claim, plan: Plan | undefined): void {
  const { rounds } = facts.spec.prune;
  if (at === 'end') return;
  if ('round' in at) {
    if (at.round <= rounds) return;
    reportAt(facts, [...path, 'at', 'round'], {
      code: 'out-of-range',
      message: `The spec has no round ${at.round}: its last round is ${rounds}.`,
      remedy: `Raise prune.rounds, or choose round ${rounds} or an earlier one.`,
    });
    return;
  }
  const last = plan?.rounds.at(-1);
  if (!plan || !last) return;
  const warn = (message: string, remedy: string): void =>
    reportAt(facts, [...path, 'at', 'density'], {
      severity: 'warning',
      code: 'out-of-range',
      message,
      remedy,
    });
  if (at.density < last.density * 0.8) {
    warn(
      `Pruning ends at density ${last.density.toPrecision(3)} (round ${last.round}); the claim would use that round for density ${at.density}.`,
      'Raise prune.rounds or prune.rate.',
    );
    return;
  }
  const far = (density: number): number => Math.abs(Math.log(density / at.density));
  const [near = last] = plan.rounds.toSorted((a, b) => far(a.density) - far(b.density));
  if (far(near.density) > Math.log(FAR)) {
    warn(
      `The round nearest to density ${at.density} is round ${near.round}, at ${near.density.toPrecision(3)}; the claim would use it.`,
      `Write at: { round: ${near.round} }, or prune in smaller steps.`,
    );
  }
}

/** The ratio of densities from which a round is too far from the one that a claim asks for. */
const FAR = 1.25;

/** Warns of a bound that accuracies, which lie between 0 and 1, always or never satisfy. */
function boundRule(facts: Facts, path: Path, { metric, of, bound }: Claim): void {
  if ('ratio' in of || (metric !== 'testAccuracy' && metric !== 'testAccuracyAtEnd')) return;
  const [low, what] = 'difference' in of ? [-1, 'A difference of accuracies'] : [0, 'An accuracy'];
  const [key, value] = Object.entries(bound)[0] as [keyof typeof SIDES, number];
  const { never, always } = SIDES[key](value, low);
  if (!never && !always) return;
  const isPercent = Math.abs(value) > 1 && Math.abs(value) <= 100;
  reportAt(facts, [...path, key], {
    severity: 'warning',
    code: 'out-of-range',
    message: `${what} lies between ${low === 0 ? '0' : '−1'} and 1, so this claim ${!never ? 'cannot fail' : Math.abs(value) > 1 ? 'cannot hold' : 'can hold only at the limit'}.`,
    remedy: isPercent
      ? `Write accuracies as fractions: ${Number((value / 100).toPrecision(6))} for ${value}${low === 0 ? '%' : ' points'}.`
      : 'Choose a bound that can hold and can fail.',
  });
}

/** Whether a bound is (nearly) never or always satisfied by values from `low` to 1. */
const SIDES = {
  atLeast: (value: number, low: number) => ({
    never: low < 0 ? value >= 1 : value > 1,
    always: value <= low,
  }),
  atMost: (value: number, low: number) => ({
    never: low < 0 ? value <= low : value < low,
    always: value >= 1,
  }),
  equals: (value: number, low: number) => ({ never: value > 1 || value < low, always: false }),
};

function armRules(facts: Facts, path: Path, { of }: Claim, arms: readonly string[]): void {
  const named: readonly (readonly [Path, string])[] =
    'value' in of
      ? [[['value'], of.value]]
      : 'difference' in of
        ? of.difference.map((arm, i) => [['difference', i], arm])
        : of.ratio.map((arm, i) => [['ratio', i], arm]);
  for (const [place, arm] of named) {
    if (!arms.includes(arm)) reportUnknownArm(facts, [...path, ...place], arm, arms);
  }
  const [first, second] = named.map(([, arm]) => arm);
  if (first !== undefined && first === second) {
    reportAt(facts, [...path, ...(named[1]?.[0] ?? [])], {
      code: 'contradiction',
      message: `The claim compares ${quote(first)} with itself.`,
    });
  }
}

function reportUnknownArm(facts: Facts, path: Path, arm: string, arms: readonly string[]): void {
  const near = nearest(arm, arms);
  const known = `Arms of this spec: ${arms.join(', ')}. Add others under controls.`;
  reportAt(facts, path, {
    code: 'unknown-arm',
    message: `The spec has no arm ${quote(arm)}.`,
    remedy: near === undefined ? known : `Did you mean ${quote(near)}? ${known}`,
    ...changeTo(facts, path, near),
  });
}

/** The fix that writes the nearest name. */
function changeTo({ root }: Facts, path: Path, near: string | undefined): Pick<Finding, 'fix'> {
  const node = nodeAt(root, path);
  return near === undefined || !node
    ? {}
    : { fix: { title: `Change to ${near}`, at: node.span, text: near } };
}

function mustFailRule(
  facts: Facts,
  path: Path,
  { of }: Claim,
  control: string,
  controls: readonly string[],
): void {
  if (!controls.includes(control)) {
    const known =
      controls.length > 0 ? `Controls of this spec: ${controls.join(', ')}.` : 'The spec has no controls.';
    const near = nearest(control, controls);
    reportAt(facts, path, {
      code: 'unknown-arm',
      message: `The spec has no control ${quote(control)}.`,
      remedy:
        near === undefined ? `${known} Add it under controls.` : `Did you mean ${quote(near)}? ${known}`,
      ...changeTo(facts, path, near),
    });
    return;
  }
  const compared = 'value' in of ? [of.value] : 'difference' in of ? of.difference : of.ratio;
  if (!compared.includes('ticket') || compared.includes(control)) {
    reportAt(facts, path, {
      code: 'contradiction',
      message: compared.includes(control)
        ? `If ${quote(control)} replaced the ticket, the claim would compare it with itself.`
        : `The claim does not use \`ticket\`, so ${quote(control)} cannot replace it.`,
    });
  }
}

/** Requires that a variant is one run, and that its paths are not too deep for a spec. */
function oneRunRule(facts: Facts, path: Path, change: SpecChange): boolean {
  const node = nodeAt(facts.root, path);
  const deep = node?.type === 'map' ? node.entries.filter(({ key }) => isTooDeep(key)) : [];
  deep.forEach(({ keySpan }) => facts.report(tooDeepPath(keySpan)));
  if (deep.length > 0) return false;
  if (!Object.keys(change).some((key) => key === 'sweep' || key.startsWith('sweep.'))) return true;
  reportAt(facts, path, {
    code: 'contradiction',
    message: 'A change under mustFail must give one run, but a sweep gives several.',
    remedy: 'Write one change under mustFail for each value.',
  });
  return false;
}

/** Tells whether a changed spec has the same identity as the spec. */
function sameMeaning(spec: Spec, plan: Plan | undefined): (changed: Checked) => boolean {
  const known = new Map<Checked, boolean>();
  const meaning = (of: Spec, its: Plan | undefined): string =>
    identity({ spec: of, plan: its, modules: {}, data: {} });
  let own: string | undefined;
  return (changed) => {
    own ??= meaning(spec, plan);
    const isSame =
      known.get(changed) ?? (changed.spec !== undefined && meaning(changed.spec, changed.plan) === own);
    known.set(changed, isSame);
    return isSame;
  };
}

/** Requires that a variant is a valid spec and has another identity than the spec. */
function variantRule(
  facts: Facts,
  isSame: (changed: Checked) => boolean,
  path: Path,
  changed: Checked | undefined,
): void {
  const node = nodeAt(facts.root, path);
  const [only, ...more] = node?.type === 'map' ? node.entries : [];
  const value = spanOf((more.length === 0 && only?.value) || node || facts.root);
  const key = more.length === 0 && only ? only.keySpan : value;
  if (!changed) {
    facts.report({
      at: key,
      code: 'too-many-values',
      message: 'The claims contain too many changes for a spec of this length.',
      remedy: 'Move claims with other changes to a separate spec.',
    });
    return;
  }
  const errors = changed.problems.filter(({ severity }) => severity === 'error');
  for (const { code, message, remedy } of errors) {
    const at = code === 'unknown-key' ? key : value;
    facts.report({
      at,
      code,
      message: `With this change: ${message}`,
      ...(remedy !== undefined && { remedy }),
    });
  }
  if (errors.length === 0 && isSame(changed)) {
    facts.report({
      at: key,
      code: 'no-change',
      message:
        'This change does not affect the results, so the claim would hold or fail as it does without it.',
      remedy: 'Change what is trained or pruned: seed, workload, model, train, prune or rewind.',
    });
  }
}
