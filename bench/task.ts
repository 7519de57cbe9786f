// The task of a group's contestants: examples, batches, masks and initial weights, in raw files that any language can
// read, and `task.json`, which describes them.
import fs from 'node:fs';
import path from 'node:path';
import { elements, named } from '../src/lab/lookup';
import { dataNeeds } from '../src/language/data';
import { fetchData } from '../src/runner/data';
import { examine } from '../src/runner/examine';
import type { Known } from '../src/language/check';
import { drawInit } from '../src/trainer/cell-start';
import type { DataPlace } from '../src/runs/request';
import { loadExperiment } from '../src/trainer/experiment';
import { dataOrder, type DataOrder } from '../src/trainer/order';
import { applyMasks } from '../src/trainer/prune';
import { GUARD_ITERATIONS, type Group } from './groups';

export interface Task {
  readonly guardIterations: number;
  readonly convolutions: readonly number[];
  readonly replicas: number;
  readonly examples: number;
  /** Shape of one example. */
  readonly input: readonly number[];
  readonly batch: number;
  /** Rows of the table of batches; iteration i takes row i mod rows. */
  readonly rows: number;
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly prunable: boolean;
  }[];
  /** Adam's options. */
  readonly optimizer: {
    readonly learningRate: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  /** Arguments to load the experiment, for contestants that use Ticket's code. */
  readonly experiment: {
    readonly spec: string;
    readonly known: Known;
    readonly specFolder: string;
    readonly data: Readonly<Record<string, DataPlace>>;
  };
}

export const FILES = {
  task: 'task.json',
  /** [examples, …input] float32 */
  inputs: 'inputs.f32',
  /** [examples] int32 */
  labels: 'labels.i32',
  /** [replicas, rows, batch] int32 */
  batches: 'batches.i32',
  /** [replicas, all parameters concatenated] float32, masked */
  weights: 'weights.f32',
  /** As `weights`, in bytes of 0 or 1; 1 for parameters that are not prunable */
  masks: 'masks.u8',
} as const;

const ROWS = 500;
/** Share of kept weights: half, so that a contestant without masks gets another loss. */
const KEPT = 0.5;

/** Writes a group's task into `folder`. */
export async function writeTask(group: Group, specFolder: string, folder: string): Promise<void> {
  const file = path.join(specFolder, group.spec);
  const text = fs.readFileSync(file, 'utf8');
  const { spec, known, problems } = await examine(text, file);
  if (!spec) throw new Error(`${file}: ${problems[0]?.message ?? 'not a valid spec'}`);
  const found = await fetchData(dataNeeds(spec, known).files);
  const data = Object.fromEntries(found);
  const experiment = await loadExperiment(text, known, { specFolder, data });
  const { plan, splits } = experiment;
  const { batch } = spec.train;
  const parameters = plan.layers.flatMap((layer) => layer.parameters);

  const replicas = Array.from({ length: group.replicas }, (_, replica) => {
    const random = experiment.random('bench', replica);
    const masks = new Map(
      parameters.map(({ name, shape, prunable }) => {
        const draw = random.at('mask', name);
        const keep = (): number => (!prunable || draw.uniform() < KEPT ? 1 : 0);
        return [name, Uint8Array.from({ length: elements(shape) }, keep)];
      }),
    );
    const weights = applyMasks(drawInit(experiment, replica), masks);
    const batches = dataOrder(random.at('order'), splits.train.count, batch).batches(0, ROWS);
    return { masks, weights, batches };
  });
  const task: Task = {
    guardIterations: GUARD_ITERATIONS,
    convolutions: group.convolutions,
    replicas: group.replicas,
    examples: splits.train.count,
    input: plan.input,
    batch,
    rows: ROWS,
    parameters: parameters.map(({ name, shape, prunable }) => ({ name, shape, prunable })),
    optimizer: experiment.optimizer.options as Task['optimizer'],
    experiment: { spec: text, known, specFolder, data },
  };
  const write = (
    name: keyof typeof FILES,
    arrays: readonly (Float32Array | Int32Array | Uint8Array)[],
  ): void => {
    const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    );
    fs.writeFileSync(path.join(folder, FILES[name]), Buffer.concat(bytes));
  };
  write('inputs', [splits.train.inputs]);
  write('labels', [splits.train.labels]);
  write(
    'batches',
    replicas.map(({ batches }) => batches),
  );
  write(
    'weights',
    replicas.flatMap(({ weights }) => [...weights.values()]),
  );
  write(
    'masks',
    replicas.flatMap(({ masks }) => [...masks.values()]),
  );
  fs.writeFileSync(path.join(folder, FILES.task), JSON.stringify(task));
}

/** One network to train. */
export interface Replica {
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Of the prunable parameters. */
  readonly masks: ReadonlyMap<string, Uint8Array>;
  /** [rows, batch] */
  readonly batches: Int32Array;
}

export interface ReadTask {
  readonly task: Task;
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  replica(index: number): Replica;
}

export function readTask(folder: string): ReadTask {
  const bytes = (name: keyof typeof FILES): ArrayBuffer =>
    Uint8Array.from(fs.readFileSync(path.join(folder, FILES[name]))).buffer;
  const task = JSON.parse(fs.readFileSync(path.join(folder, FILES.task), 'utf8')) as Task;
  const [weights, masks] = [new Float32Array(bytes('weights')), new Uint8Array(bytes('masks'))];
  const batches = new Int32Array(bytes('batches'));
  const { parameters, rows, batch } = task;
  const places: Record<string, readonly [from: number, to: number]> = {};
  let total = 0;
  for (const { name, shape } of parameters) places[name] = [total, (total += elements(shape))];
  return {
    task,
    inputs: new Float32Array(bytes('inputs')),
    labels: new Int32Array(bytes('labels')),
    replica(index) {
      const part = <A extends Float32Array | Uint8Array>(all: A, name: string): A => {
        const [from, to] = named(places, name);
        return all.slice(index * total + from, index * total + to) as A;
      };
      const prunable = parameters.filter((parameter) => parameter.prunable);
      return {
        weights: new Map(parameters.map(({ name }) => [name, part(weights, name)])),
        masks: new Map(prunable.map(({ name }) => [name, part(masks, name)])),
        batches: batches.slice(index * rows * batch, (index + 1) * rows * batch),
      };
    },
  };
}

/** The data order of a table of batches [rows, batch], which repeats after its end. */
export function tableOrder(table: Int32Array, batch: number): DataOrder {
  return {
    batches: (first, count) =>
      Int32Array.from({ length: count * batch }, (_, i) => table[(first * batch + i) % table.length] ?? 0),
  };
}
