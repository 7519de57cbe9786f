// A parsed document: the spec as the editor's features read it, made once per version of the text.
import { check, type Checked, type Known } from '../check';
import type { Located } from '../located';
import { parse } from '../parse';
import type { Plan } from '../plan';
import type { Spec } from '../spec';

export interface ParsedDocument {
  readonly text: string;
  readonly known: Known;
  /** Undefined if the text has no readable values. */
  readonly root: Located | undefined;
  readonly checked: Checked;
}

/** Parses and checks a text. Never throws. For `ofCombinations`, see `check`. */
export function read(text: string, known: Known = {}, ofCombinations: readonly Known[] = []): ParsedDocument {
  const parsed = parse(text);
  return { text, known, root: parsed.root, checked: check(text, known, ofCombinations, parsed) };
}

export interface Planned {
  readonly spec: Spec;
  readonly plan: Plan;
}

/** The plans of the spec: one, one per combination of a sweep, or none if there are errors. */
export function plansOf({ checked }: ParsedDocument): readonly Planned[] {
  return (checked.combinations ?? [checked]).flatMap(({ spec, plan }) =>
    spec && plan ? [{ spec, plan }] : [],
  );
}

/** The distinct texts of all plans, joined; undefined if there are more than three. */
export function textOfAll(
  parsed: ParsedDocument,
  say: (planned: Planned) => string | undefined,
): string | undefined {
  const texts = [...new Set(plansOf(parsed).flatMap((planned) => say(planned) ?? []))];
  return texts.length > 0 && texts.length <= 3 ? texts.join(' | ') : undefined;
}
