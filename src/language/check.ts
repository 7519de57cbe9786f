// The whole of what can be said about a spec's text. Pure: the editor and the command line both ask here.
import type { DataFile, Layer, WorkloadShape } from '../lab/kinds';
import { judgeSweep, type Combination, type Judged } from './combinations';
import { budget, ladderWork, MOST_SWEEP_WORK, type Budget } from './budget';
import { complete } from './complete';
import { asSchema, type Schema } from './json';
import { entryOf, spanOf, valueOf, type Located, type LocatedMap } from './located';
import { parse, type Parsed } from './parse';
import { makePlan, resolve } from './plan';
import { toProblems, type Finding, type Problem, type Report } from './problem';
import { amountRules } from './rules/amounts';
import { claimRules } from './rules/claims';
import { controlRules } from './rules/controls';
import { derivedRules } from './rules/derived';
import { ladderRules, layerRules, unusedRules } from './rules/layers';
import { knownLayers, knownShape, optimizerRules, type Facts } from './rules/facts';
import { timeRules } from './rules/times';
import { writtenOptions } from './choice-schema';
import { schema, type SpecText } from './schema';
import { sweepOf } from './sweep';
import type { SpecChange } from './spec';
import { validate } from './validate';
import { withChange } from './variants';
import { quote } from './words';

/**
 * What is known of the user's modules for this spec, by their path as the spec writes it. `options` is the module's
 * own JSON Schema of its options, where it has one: it is checked and its defaults are filled in.
 */
export interface Known {
  readonly models?: Readonly<
    Record<
      string,
      {
        readonly layers: readonly Layer[];
        /** Parameters that `forward` does not use. */
        readonly unused?: readonly string[];
        readonly options?: Schema;
      }
    >
  >;
  readonly workloads?: Readonly<
    Record<string, WorkloadShape & { readonly options?: Schema; readonly files?: readonly DataFile[] }>
  >;
  /** What a workload of the lab found in each folder of the user's, as the spec writes its path (`Workload.survey`). */
  readonly folders?: Readonly<Record<string, unknown>>;
  /** What was wrong with those modules and folders that could not say what they are. */
  readonly failures?: Readonly<Record<string, string>>;
}

/**
 * What was found. `spec` is defined where the text is a spec, even if its parts do not fit each other; `shape` where the
 * workload is known and its options fit each other; `plan`, what will run, where nothing is wrong and all modules are
 * known. A spec with a sweep has none of them: its combinations do.
 */
export interface Checked extends Judged {
  /** Of a spec with a sweep: the specs that it stands for, in the order in which they run. */
  readonly combinations?: readonly Combination[];
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/**
 * Checks a spec. Never throws, whatever the text is.
 *
 * @param ofCombinations what is known of the modules of each combination of a sweep, where it differs from `known`: one
 *   module may be asked with several options
 * @param parsed the text, where it has been parsed already
 */
export function check(
  text: string,
  known: Known = {},
  ofCombinations: readonly Known[] = [],
  parsed: Parsed = parse(text),
): Checked {
  const findings: Finding[] = [];
  const report: Report = (finding) => void findings.push(finding);
  const root = readRoot(parsed, report);
  const sweep = root && sweepOf(root);
  const work = budget(MOST_SWEEP_WORK);
  const combinations =
    sweep &&
    judgeSweep(root, sweep, text, report, work, (one, own, index, told) =>
      judge(one, own, ofCombinations[index] ?? known, told, work),
    );
  const judged = root && !combinations ? judge(root, () => text, known, report) : {};
  const problems = toProblems(findings, text);
  const wrong = findings.some(({ severity = 'error' }) => severity === 'error');
  const sound = <J extends Judged>({ plan, ...rest }: J) => ({ ...rest, ...(plan && !wrong && { plan }) });
  return { ...sound(judged), ...(combinations && { combinations: combinations.map(sound) }), problems };
}

/** Judges values that are one run; `text` means the same. Of a sweep, changed specs are checked on its budget. */
function judge(values: LocatedMap, text: () => string, known: Known, report: Report, work?: Budget): Judged {
  const written = readValues(values, known, report);
  if (!written) return {};
  const modules = Object.fromEntries(
    [...Object.entries(known.models ?? {}), ...Object.entries(known.workloads ?? {})].map(
      ([path, { options }]) => [path, options],
    ),
  );
  const { root } = written;
  const spec = complete(written.text, modules);
  let sound = true;
  const counted: Report = (finding) => {
    sound &&= finding.severity !== undefined && finding.severity !== 'error';
    report(finding);
  };
  const given: Facts = { root, spec, report: counted };
  optimizerRules(given);
  controlRules(given);
  const shape = knownShape(given, known);
  const layers = shape && knownLayers(given, shape, known);
  if (shape) timeRules(given, { examples: shape.train, batch: spec.train.batch });
  if (layers) layerRules(given, layers);
  if (layers) unusedRules(given, known);
  const resolved = shape ? resolve(spec, { examples: shape.train, batch: spec.train.batch }) : spec;
  const plan = shape && layers && makePlan(resolved, shape, layers);
  if (plan) {
    amountRules(given, plan);
    ladderRules(given, plan);
    derivedRules({ ...given, spec: resolved }, plan);
  }
  claimRules({ ...given, spec: resolved }, plan, sound, variantsOf(text, known, work));
  return { spec: resolved, ...(shape && { shape }), ...(plan && { plan }) };
}

/** A spec with many claims may have many changes; together they must not take long. */
const mostVariantText = 250_000;
const leastOfAVariant = 2500;

/** Checks the spec with a change; answers nothing once that has been asked for too often. */
function variantsOf(
  text: () => string,
  known: Known,
  work?: Budget,
): (change: SpecChange) => Checked | undefined {
  const done = new Map<string, Checked>();
  let plain: string | undefined;
  let left = mostVariantText;
  return (change) => {
    const name = JSON.stringify(change);
    const before = done.get(name);
    if (before) return before;
    // Without its claims and comments the text is a short one.
    plain ??= withChange(text(), {});
    left -= plain.length + leastOfAVariant;
    if (left < 0) return undefined;
    if (work && !work.spend(2 * plain.length)) return undefined;
    const checked = check(withChange(plain, change), known);
    work?.spend(ladderWork(checked.plan));
    done.set(name, checked);
    return checked;
  };
}

/** The text as a map of this version of the language; undefined where it is none. */
function readRoot({ root, findings }: Parsed, report: Report): LocatedMap | undefined {
  findings.forEach(report);
  if (findings.some(({ code }) => code !== 'duplicate-key')) return undefined;
  if (!root) {
    const message = 'The spec is empty.';
    const remedy = 'A spec of three lines runs: ticket: 1, workload: mnist, model: mlp.';
    report({ at: { start: 0, end: 0 }, code: 'empty', message, remedy });
    return undefined;
  }
  if (root.type !== 'map') {
    const message = 'A spec is a map of keys and values.';
    report({ at: spanOf(root), code: 'wrong-type', message, remedy: 'Start with the line ticket: 1.' });
    return undefined;
  }
  const version = entryOf(root, 'ticket');
  if (
    version?.value.type === 'scalar' &&
    typeof version.value.value === 'number' &&
    version.value.value !== 1
  ) {
    report({
      at: version.value.span,
      code: 'version',
      message: `The spec is in version ${version.value.value} of the language; this is Ticket for version 1.`,
      remedy: 'Write ticket: 1, or use the Ticket that the spec was written for.',
    });
    return undefined;
  }
  return root;
}

/** The values as a spec's text; undefined where they do not fit the schema. */
function readValues(
  root: LocatedMap,
  known: Known,
  report: Report,
): { root: LocatedMap; text: SpecText } | undefined {
  let mistakes = 0;
  const judged: Report = (finding) => {
    mistakes += 1;
    report(finding);
  };
  validate(asSchema(schema), root, '', judged);
  validateModule(root, 'model', known.models, judged);
  validateModule(root, 'workload', known.workloads, judged);
  return mistakes === 0 ? { root, text: valueOf(root) as SpecText } : undefined;
}

/** The options of a module against the module's own schema. */
function validateModule(
  root: LocatedMap,
  place: string,
  known: Readonly<Record<string, { readonly options?: Schema }>> | undefined,
  report: Report,
): void {
  const choice = entryOf(root, place)?.value;
  const module = choice && entryOf(choice, 'module')?.value;
  if (choice?.type !== 'map' || module?.type !== 'scalar') return;
  refusePrototypes(choice, report);
  const options = known?.[String(module.value)]?.options;
  if (!options) return;
  const entries = choice.entries.filter(({ key }) => key !== 'module');
  validate(writtenOptions({ ...options, type: 'object' }), { ...choice, entries }, place, (finding) =>
    report({ ...finding, message: `${finding.message} (So says ${quote(String(module.value))}.)` }),
  );
}

/** A module's code may copy its options, and what is called so would become what the copy inherits from. */
function refusePrototypes(value: Located, report: Report): void {
  if (value.type === 'scalar') return;
  const inside = value.type === 'list' ? value.items : value.entries.map((entry) => entry.value);
  const named = value.type === 'map' ? value.entries.filter(({ key }) => key === '__proto__') : [];
  for (const { keySpan } of named) {
    report({
      at: keySpan,
      code: 'odd-key',
      message: '`__proto__` has a meaning in JavaScript and cannot be an option.',
      remedy: 'Give the option another name.',
    });
  }
  for (const one of inside) refusePrototypes(one, report);
}
