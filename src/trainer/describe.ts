// What a user's module says of itself, for the language: asked in a process of its own, because it runs their code.
import type { DataFile, Layer, Model, Shape, Workload, WorkloadShape } from '../lab/kinds';
import { importModule, moduleOptions, type UserModule } from './user-module';

export type DescribeQuestion =
  | { readonly role: 'model'; readonly input: Shape; readonly outputs: number; readonly options: unknown }
  | { readonly role: 'workload'; readonly options: unknown };

/** As the language wants to know it. */
export type Description =
  | { readonly layers: readonly Layer[]; readonly options?: unknown }
  | (WorkloadShape & { readonly files: readonly DataFile[]; readonly options?: unknown });

/** @throws {Error} of the module's own code, or saying what the module lacks. */
export async function describeModule(file: string, question: DescribeQuestion): Promise<Description> {
  if (question.role === 'model') {
    const model = await importModule<Model>(file, 'model');
    const layers = model.layers(question.input, question.outputs, moduleOptions(model, question.options));
    return { layers, ...optionsOf(model) };
  }
  const workload = await importModule<Workload>(file, 'workload');
  const options = moduleOptions(workload, question.options);
  return { ...workload.shape(options), files: workload.files(options), ...optionsOf(workload) };
}

const optionsOf = ({ options }: UserModule): { options?: unknown } =>
  options === undefined ? {} : { options };
