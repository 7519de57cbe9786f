// Check of a spec's text: all its problems, and its plan. Pure; the editor and the command line both use it.
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
import { ladderRules, layerRules, scopeRules, unusedRules } from './rules/layers';
import { knownLayers, knownShape, optimizerRules, type Facts } from './rules/facts';
import { timeRules } from './rules/times';
import { writtenOptions } from './choice-schema';
import { salvage } from './salvage';
import { schema, type SpecText } from './schema';
import { sweepOf } from './sweep';
import type { SpecChange } from './spec';
import { validate } from './validate';
import { withChange } from './variants';
import { quote } from './words';

/**
 * Facts about the user's modules, by their path as the spec writes it. `options` is the module's JSON Schema of its
 * options, if it has one: `check` validates against it and fills in its defaults.
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
  /** Results of `FolderWorkload.survey`, by the folder's path as the spec writes it. */
  readonly folders?: Readonly<Record<string, unknown>>;
  /** Errors of modules and folders that could not be described, by path. */
  readonly failures?: Readonly<Record<string, string>>;
}

/**
 * The result of a check. `spec` is defined if the text fits the schema, even if its parts contradict each other;
 * `shape`, if the workload is known and its options are consistent; `plan`, if there are no errors and all modules are
 * known.
 * A spec with a sweep has none of these: its combinations have them.
 */
export interface Checked extends Judged {
  /** The combinations of a sweep, in the order they run. */
  readonly combinations?: readonly Combination[];
  /** In text order. */
  readonly problems: readonly Problem[];
}

/**
 * Checks a spec. Never throws, whatever the text is.
 *
 * @param ofCombinations facts about the modules for each combination of a sweep, where they differ from `known`: a
 *   module may be described with several options
 * @param parsed the parsed text, if the caller has it
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

/** Checks the values of one run; `text` is their text. Changed specs of a sweep spend the sweep's budget, `work`. */
function judge(values: LocatedMap, text: () => string, known: Known, report: Report, work?: Budget): Judged {
  const written = readValues(values, known, report);
  if (!written) {
    if (!work) nameRules(values, known, report);
    return {};
  }
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
  if (layers) scopeRules(given, layers);
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

/** Reports wrong names of arms and layers in a spec that has other problems, as far as those cannot be the cause. */
function nameRules(values: LocatedMap, known: Known, report: Report): void {
  const { root, incomplete } = salvage(values) ?? {};
  if (!root || !incomplete) return;
  const spec = complete(valueOf(root) as SpecText, {});
  const only =
    (code: Finding['code'], ...needed: readonly string[]): Report =>
    (finding) => {
      if (finding.code === code && !needed.some((key) => incomplete.has(key))) report(finding);
    };
  claimRules({ root, spec, report: only('unknown-arm', 'controls') }, undefined, false, () => undefined);
  const given: Facts = { root, spec, report: only('unknown-layer', 'model', 'workload') };
  const shape = knownShape(given, known);
  const layers = shape && knownLayers(given, shape, known);
  if (layers) layerRules(given, layers);
}

/** Limits on the work for changed specs: a spec with many claims may have many changes. */
const mostVariantText = 250_000;
const leastOfAVariant = 2500;

/** Checks the spec with a change; returns undefined once the limit on changes is spent. */
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
    // Drop claims and comments once, to keep each variant short.
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

/** The root map, in this language version; undefined if the text has none. */
function readRoot({ root, findings }: Parsed, report: Report): LocatedMap | undefined {
  findings.forEach(report);
  if (findings.some(({ code }) => code !== 'duplicate-key')) return undefined;
  if (!root) {
    const message = 'The spec is empty.';
    const remedy = 'The shortest spec has three lines: ticket: 1, workload: mnist, model: mlp.';
    report({ at: { start: 0, end: 0 }, code: 'empty', message, remedy });
    return undefined;
  }
  if (root.type !== 'map') {
    const message = 'A spec must be a map of keys and values.';
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
      message: `The spec uses language version ${version.value.value}; this version of Ticket reads version 1.`,
      remedy: 'Write ticket: 1, or use the version of Ticket that the spec was written for.',
    });
    return undefined;
  }
  return root;
}

/** The values as plain data; undefined if they do not fit the schema. */
function readValues(
  root: LocatedMap,
  known: Known,
  report: Report,
): { root: LocatedMap; text: SpecText } | undefined {
  let problems = 0;
  const judged: Report = (finding) => {
    problems += 1;
    report(finding);
  };
  validate(asSchema(schema), root, '', judged);
  validateModule(root, 'model', known.models, judged);
  validateModule(root, 'workload', known.workloads, judged);
  return problems === 0 ? { root, text: valueOf(root) as SpecText } : undefined;
}

/** Checks a module's options against the module's own schema. */
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
    report({
      ...finding,
      message: `${finding.message} (From the options schema of ${quote(String(module.value))}.)`,
    }),
  );
}

/** Refuses `__proto__` as an option: if a module copies its options, it would set the prototype of the copy. */
function refusePrototypes(value: Located, report: Report): void {
  if (value.type === 'scalar') return;
  const inside = value.type === 'list' ? value.items : value.entries.map((entry) => entry.value);
  const named = value.type === 'map' ? value.entries.filter(({ key }) => key === '__proto__') : [];
  for (const { keySpan } of named) {
    report({
      at: keySpan,
      code: 'odd-key',
      message: '`__proto__` has a special meaning in JavaScript and cannot be an option.',
      remedy: 'Rename the option.',
    });
  }
  for (const one of inside) refusePrototypes(one, report);
}
