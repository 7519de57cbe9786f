// Facts for the rules that compare parts of a spec: workload shape, layers and optimizer options, from the lab.
import { OptionError, type Layer, type WorkloadShape } from '../../lab/kinds';
import type { Known } from '../check';
import { nearestNode, spanOf, type Located, type Path } from '../located';
import type { Finding, Report } from '../problem';
import { lab } from '../schema';
import type { Choice, Spec } from '../spec';
import { quote } from '../words';

export interface Facts {
  readonly root: Located;
  readonly spec: Spec;
  readonly report: Report;
}

/** Reports at the value of `path`, or at its nearest ancestor in the text. */
export function reportAt({ root, report }: Facts, path: Path, finding: Omit<Finding, 'at'>): void {
  report({ ...finding, at: spanOf(nearestNode(root, path)) });
}

/** The shape of the spec's workload; undefined if it is unknown or its options contradict each other. */
export function knownShape(
  facts: Facts,
  { workloads = {}, folders = {}, failures = {} }: Known,
): WorkloadShape | undefined {
  const { folder } = facts.spec.workload.options;
  const name = 'kind' in facts.spec.workload && typeof folder === 'string' ? folder : undefined;
  if (name !== undefined && Object.hasOwn(failures, name)) {
    const remedy = `Correct the files in ${quote(name)}, or name another folder.`;
    const message = `${failures[name] ?? ''}.`;
    reportAt(facts, ['workload', 'folder'], { code: 'data-folder', message, remedy });
    return undefined;
  }
  const found = name !== undefined && Object.hasOwn(folders, name) ? folders[name] : undefined;
  return ask(facts, 'workload', workloads, failures, ({ kind, options }) =>
    lab.workloads.find((one) => one.name === kind)?.shape(options, found),
  );
}

/** The layers of the spec's model; undefined if they are unknown or its options do not fit the workload. */
export function knownLayers(
  facts: Facts,
  { input, outputs }: WorkloadShape,
  { models = {}, failures = {} }: Known,
): readonly Layer[] | undefined {
  return ask<{ readonly layers: readonly Layer[] }>(facts, 'model', models, failures, ({ kind, options }) => {
    const layers = lab.models.find(({ name }) => name === kind)?.layers(input, outputs, options);
    return layers && { layers };
  })?.layers;
}

function ask<T>(
  facts: Facts,
  place: 'workload' | 'model',
  modules: Readonly<Record<string, T>>,
  failures: Readonly<Record<string, string>>,
  fromLab: (choice: Extract<Choice, { kind: string }>) => T | undefined,
): T | undefined {
  const choice = facts.spec[place];
  if ('module' in choice) {
    const { module } = choice;
    if (Object.hasOwn(modules, module)) return modules[module];
    const failure = Object.hasOwn(failures, module) ? failures[module] : undefined;
    if (failure !== undefined) {
      const remedy = `Correct ${module}.`;
      reportAt(facts, [place, 'module'], { code: 'module', message: failure, remedy });
      return undefined;
    }
    reportAt(facts, [place, 'module'], {
      severity: 'information',
      code: 'not-described',
      message: `Ticket has not loaded ${quote(module)}, so it did not check the parts that depend on it.`,
      remedy: 'Trust the workspace so that the editor can load it, or run `ticket check`.',
    });
    return undefined;
  }
  return guarded(facts, [place], () => fromLab(choice));
}

/** Reports options of the optimizer that contradict each other. */
export function optimizerRules(facts: Facts): void {
  const { optimizer } = facts.spec.train;
  if (!('kind' in optimizer)) return;
  guarded(facts, ['train', 'optimizer'], () =>
    lab.optimizers.find(({ name }) => name === optimizer.kind)?.slots(optimizer.options),
  );
}

/** Calls the lab, and reports an `OptionError` at the option. */
function guarded<T>(facts: Facts, path: Path, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const name = [...path, error.option].join('.');
    reportAt(facts, [...path, error.option], {
      code: 'contradiction',
      message: `${quote(name)}: ${error.message}.`,
    });
    return undefined;
  }
}
