// A spec's text as the editor's features read it: once for each version of the text.
import { check, type Checked, type Known } from '../check';
import type { Located } from '../located';
import { parse } from '../parse';
import type { Plan } from '../plan';
import type { Spec } from '../spec';

export interface Reading {
  readonly text: string;
  readonly known: Known;
  /** Undefined where the text holds no values that can be read. */
  readonly root: Located | undefined;
  readonly checked: Checked;
}

/** Never throws, whatever the text is. `ofCombinations` is what `check` takes. */
export function read(text: string, known: Known = {}, ofCombinations: readonly Known[] = []): Reading {
  const parsed = parse(text);
  return { text, known, root: parsed.root, checked: check(text, known, ofCombinations, parsed) };
}

export interface Planned {
  readonly spec: Spec;
  readonly plan: Plan;
}

/** What the text will run: one plan, one for each combination of a sweep, or none where something is wrong. */
export function plansOf({ checked }: Reading): readonly Planned[] {
  return (checked.combinations ?? [checked]).flatMap(({ spec, plan }) =>
    spec && plan ? [{ spec, plan }] : [],
  );
}

/** What is said of all plans: one text where they agree, a few where they do not, nothing where there are many. */
export function saidOfAll(
  reading: Reading,
  say: (planned: Planned) => string | undefined,
): string | undefined {
  const texts = [...new Set(plansOf(reading).flatMap((planned) => say(planned) ?? []))];
  return texts.length > 0 && texts.length <= 3 ? texts.join(' | ') : undefined;
}
