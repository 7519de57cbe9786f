// Claims that no number could decide.
import type { Checked } from '../check';
import { bounds, comparisons } from '../claim-schema';
import { identity } from '../identity';
import { entryOf, nodeAt, spanOf, type Path } from '../located';
import type { Plan } from '../plan';
import type { Claim, Spec, SpecChange } from '../spec';
import { isTooDeep, tooDeepPath } from '../sweep';
import { nearest, oneOf, quote } from '../words';
import { reportAt, type Facts } from './facts';

/**
 * `variant` checks the spec with a change, or answers nothing where it has been asked for too many; it is not asked
 * where the spec is not sound itself.
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
        remedy: `Raise trials, or take over: mean.`,
      });
    }
    if (!complete.every(Boolean)) return;
    armRules(facts, path, claim, arms);
    claim.mustFail.forEach((control, place) => {
      const at = [...path, 'mustFail', place];
      if (typeof control === 'string') mustFailRule(facts, at, claim, control, controls);
      else if (!oneRunRule(facts, [...at, 'with'], control.with)) return;
      else if (sound) variantRule(facts, isSame, [...at, 'with'], variant(control.with));
    });
  });
}

/** As the evaluation has it (runs/statement.ts); a test holds the two equal. */
export const INTERVAL_TRIALS = 3;

function exactlyOne(facts: Facts, path: Path, keys: readonly string[]): boolean {
  const claim = nodeAt(facts.root, path);
  const [first, second] = keys.flatMap((key) => (claim && entryOf(claim, key)) ?? []);
  if (first && !second) return true;
  facts.report({
    at: second?.keySpan ?? spanOf(claim ?? facts.root),
    code: second ? 'contradiction' : 'missing-key',
    message: second
      ? `A claim has exactly one of ${oneOf(keys)}, and this one has ${quote(first?.key ?? '')} already.`
      : `The claim lacks one of ${oneOf(keys)}.`,
    remedy: second ? 'Make two claims of it.' : `Add exactly one of them.`,
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
      message: `There is no round ${at.round}: the spec has ${rounds}.`,
      remedy: `Raise prune.rounds, or claim something about round ${rounds} or an earlier one.`,
    });
    return;
  }
  const last = plan?.rounds.at(-1);
  if (!last || at.density >= last.density * 0.8) return;
  reportAt(facts, [...path, 'at', 'density'], {
    severity: 'warning',
    code: 'out-of-range',
    message: `The ladder ends at density ${last.density.toPrecision(3)} (round ${last.round}), and that round would be taken for ${at.density}.`,
    remedy: 'Raise prune.rounds or prune.rate.',
  });
}

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
      message: `${quote(first)} is compared with itself.`,
    });
  }
}

function reportUnknownArm(facts: Facts, path: Path, arm: string, arms: readonly string[]): void {
  const near = nearest(arm, arms);
  const known = `Arms of this spec: ${arms.join(', ')}. Others are added under controls.`;
  const node = nodeAt(facts.root, path);
  reportAt(facts, path, {
    code: 'unknown-arm',
    message: `The spec has no arm ${quote(arm)}.`,
    remedy: near === undefined ? known : `Did you mean ${quote(near)}? ${known}`,
    ...(near !== undefined && node && { fix: { title: `Change to ${near}`, at: node.span, text: near } }),
  });
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
    });
    return;
  }
  const compared = 'value' in of ? [of.value] : 'difference' in of ? of.difference : of.ratio;
  if (!compared.includes('ticket') || compared.includes(control)) {
    reportAt(facts, path, {
      code: 'contradiction',
      message: compared.includes(control)
        ? `With ${quote(control)} in the ticket's place it would be compared with itself.`
        : `The claim does not speak of \`ticket\`, so ${quote(control)} cannot take its place.`,
    });
  }
}

/** A variant is compared as one run, and its paths lead into a spec. */
function oneRunRule(facts: Facts, path: Path, change: SpecChange): boolean {
  const node = nodeAt(facts.root, path);
  const deep = node?.type === 'map' ? node.entries.filter(({ key }) => isTooDeep(key)) : [];
  deep.forEach(({ keySpan }) => facts.report(tooDeepPath(keySpan)));
  if (deep.length > 0) return false;
  if (!Object.keys(change).some((key) => key === 'sweep' || key.startsWith('sweep.'))) return true;
  reportAt(facts, path, {
    code: 'contradiction',
    message: 'A changed spec that must fail is one run, and a sweep is several.',
    remedy: 'Write one change for each value under mustFail.',
  });
  return false;
}

/** Whether a changed spec trains what the spec itself does. */
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

/** A variant must be a spec itself, and must train something else than this one. */
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
      message: 'This is one change too many for a spec of this length.',
      remedy: 'Put claims about other changes into a spec of their own.',
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
        'This changes nothing that the numbers follow from, so the statement would come out as it does here.',
      remedy: 'Change what is trained or pruned: seed, workload, model, train, prune or rewind.',
    });
  }
}
