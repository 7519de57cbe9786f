// Rehearses a user's modules: computes what they return for a run's first examples. Two processes do this, and a run
// starts only if both results match.
import path from 'node:path';
import type { Layer, Split } from '../lab/kinds';
import type { Tensor } from '../lab/tf';
import type { Known } from '../language/check';
import type { Rehearsal, RehearsedPart } from '../runs/request';
import { loadBackend } from './backend';
import { drawInit } from './cell-start';
import { upload } from './device';
import { moduleGuard } from './engine/module-guard';
import { loadExamples } from './evaluate';
import { loadExperiment, type Experiment } from './experiment';
import { inScope } from './engine/trace';
import { ModuleMistake } from './module-mistake';
import { realFolder } from './serve-modules';
import { splitWords } from './split-contract';
import { shapesOf } from './tensor-files';

/** Two examples make a batch; more would be slow for a large network. */
const EXAMPLES = 2;

/** @throws {ModuleMistake} if a module is invalid. */
export async function rehearse({
  request,
  aheadMs,
  callsBefore,
}: Rehearsal): Promise<readonly RehearsedPart[]> {
  moduleGuard(aheadMs);
  const { tf } = await loadBackend(request.runtime);
  const experiment = await loadExperiment(request.spec, request.known as Known, request);
  const { spec, plan, workload, model, splits } = experiment;
  const folder = realFolder(request.specFolder);
  const said = (module: string, part: string): string => `${path.resolve(folder, module)}: ${part}(…)`;

  const computed = (): Readonly<Record<'outputs' | 'loss' | 'accuracy', readonly number[]>> =>
    inScope(tf, () => {
      const { inputs, labels } = loadExamples(tf, [head(splits.train)], plan.input);
      const parameters = upload(tf, shapesOf(plan), drawInit(experiment, 0));
      const outputs = model.entry.forward(
        tf,
        parameters,
        inputs,
        model.options,
        (_, activation) => activation,
      );
      return {
        outputs: numbersOf(outputs),
        loss: numbersOf(workload.entry.loss(tf, outputs, labels)),
        accuracy: numbersOf(workload.entry.accuracy(tf, outputs, labels)),
      };
    });
  for (let call = 0; call < callsBefore; call++) computed();
  const { outputs, loss, accuracy } = computed();

  const parts: RehearsedPart[] = [];
  if ('module' in spec.workload)
    parts.push({ part: said(spec.workload.module, 'read'), found: readOf(experiment) });
  if ('module' in spec.model) {
    const { module } = spec.model;
    const forward = said(module, 'forward');
    // An overflow depends on the weights; training reports it as diverged.
    if (outputs.every(Number.isNaN))
      throw new ModuleMistake(
        `${forward} returned NaN for all outputs at the initial weights; expected numbers.`,
      );
    parts.push(
      { part: said(module, 'layers'), found: layersOf(experiment.layers) },
      {
        part: forward,
        found: outputs.map((value, at) => ({ place: placeOf(at, plan.outputs), value: String(value) })),
      },
    );
  }
  if ('module' in spec.workload) {
    const { module } = spec.workload;
    for (const [name, [value]] of Object.entries({ loss, accuracy }))
      parts.push({ part: said(module, name), found: [{ place: `the ${name}`, value: String(value) }] });
  }
  return parts;
}

const placeOf = (at: number, outputs: number): string =>
  `output ${at % outputs} of example ${Math.floor(at / outputs)}`;

const numbersOf = (tensor: Tensor): readonly number[] => Array.from(tensor.dataSync<'float32'>());

const readOf = ({ read }: Experiment): RehearsedPart['found'] =>
  (['train', 'validation', 'test'] as const).map((name) => ({
    place: `the ${splitWords[name]}`,
    value: `SHA-256 ${read.sums[name].slice(0, 12)}…`,
  }));

const layersOf = (layers: readonly Layer[]): RehearsedPart['found'] =>
  layers.flatMap(({ name: layer, parameters }) =>
    parameters.map(({ name, shape, initializer, prunable }) => ({
      place: `parameter ${name} of layer ${layer}`,
      value: `[${shape.join(', ')}] ${initializer}${prunable ? '' : ', not prunable'}`,
    })),
  );

function head({ inputs, labels, count }: Split): Split {
  const few = Math.min(EXAMPLES, count);
  return { count: few, inputs: inputs.slice(0, (few * inputs.length) / count), labels: labels.slice(0, few) };
}
