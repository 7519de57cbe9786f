// What a user's module says of itself, for the language: asked in a process of its own, because it runs their code.
import type { DataFile, Layer, Model, Shape, Workload, WorkloadShape } from '../lab/kinds';
import { Value } from 'typebox/value';
import { withDefaults } from '../language/options';
import type { StartRequest } from '../runs/request';
import { serveModules } from './serve-modules';
import { importModule } from './user-module';

export type DescribeQuestion =
  | { readonly role: 'model'; readonly input: Shape; readonly outputs: number; readonly options: unknown }
  | { readonly role: 'workload'; readonly options: unknown };

/** A module, a question in JSON, and the sealed files that answer it. */
export interface Asked extends Pick<StartRequest, 'modules' | 'specFolder'> {
  readonly module: string;
  readonly question: string;
}

/** As the language wants to know it. */
export type Description =
  | { readonly layers: readonly Layer[]; readonly options?: unknown }
  | (WorkloadShape & { readonly files: readonly DataFile[]; readonly options?: unknown });

/**
 * Asks a module. Options that do not fit the module's own schema are not put to its code: the language reports them
 * at their place in the spec, with the schema that comes back.
 *
 * @throws {Error} of the module's own code, or saying what the module lacks.
 */
export async function describeModule({
  module: file,
  question: asked,
  ...sealed
}: Asked): Promise<Description> {
  serveModules(sealed.modules, sealed.specFolder);
  const { role, ...question } = JSON.parse(asked) as DescribeQuestion;
  const entry = await importModule(file, role, 'outputs' in question ? question.outputs : undefined);
  const { options: schema } = entry;
  const options = schema ? withDefaults(schema, question.options) : question.options;
  const fits = !schema || Value.Check(schema, options);
  const own = schema ? { options: schema } : {};
  if ('input' in question) {
    const { input, outputs } = question;
    if (!fits) return { layers: [], ...own };
    const layers = (entry as Model).layers(input, outputs, options);
    return { layers, ...own };
  }
  const workload = entry as Workload;
  return {
    ...(fits ? workload.shape(options) : NO_SHAPE),
    files: fits ? workload.files(options) : [],
    ...own,
  };
}

const NO_SHAPE: WorkloadShape = { input: [], outputs: 0, train: 0, validation: 0, test: 0 };
