// Describes a user's module for the language: layers or shape, files and options. Runs in a child process because it
// executes user code.
import type { DataFile, Layer, Model, Shape, Workload, WorkloadShape } from '../lab/kinds';
import { Value } from 'typebox/value';
import { withDefaults } from '../language/options';
import type { StartRequest } from '../runs/request';
import { serveModules } from './serve-modules';
import { placeOfSyntaxError } from './syntax';
import { tryModel, tryRead, tryWorkload } from './try-module';
import { importModule } from './user-module';

export type DescribeQuestion =
  | { readonly role: 'model'; readonly input: Shape; readonly outputs: number; readonly options: unknown }
  | { readonly role: 'workload'; readonly options: unknown };

/** A module, a question in JSON, and the stored files to load the module from. */
export interface Asked extends Pick<StartRequest, 'modules' | 'specFolder'> {
  readonly module: string;
  readonly question: string;
  /** Also read the data if the module declares no files. */
  readonly reads?: boolean;
}

/** The answer in the language's terms. */
export type Description =
  | { readonly layers: readonly Layer[]; readonly unused?: readonly string[]; readonly options?: unknown }
  | (WorkloadShape & { readonly files: readonly DataFile[]; readonly options?: unknown });

/**
 * Queries a module, then runs it on synthetic examples. If the options do not match the module's schema, its code does
 * not run: the language reports the options at their position in the spec, using the returned schema.
 *
 * @param say Receives the answer before the module runs on examples, which can be slow.
 * @throws {Error} from the module's code, or naming a missing part or a wrong result of the module.
 */
export async function describeModule(
  { module: file, question: asked, reads = false, ...sealed }: Asked,
  say: (description: Description) => void,
): Promise<Description> {
  serveModules(sealed.modules, sealed.specFolder);
  const { role, ...question } = JSON.parse(asked) as DescribeQuestion;
  const outputs = 'outputs' in question ? question.outputs : undefined;
  const entry = await importModule(file, role, outputs, () =>
    placeOfSyntaxError(sealed.modules, sealed.specFolder),
  );
  const { options: schema } = entry;
  const options = schema ? withDefaults(schema, question.options) : question.options;
  const fits = !schema || Value.Check(schema, options);
  const own = schema ? { options: schema } : {};
  if ('input' in question) {
    const { input } = question;
    if (!fits) return { layers: [], ...own };
    const model = entry as Model;
    const layers = model.layers(input, question.outputs, options);
    say({ layers, ...own });
    const unused = await tryModel(model, layers, { input, options });
    return { layers, unused, ...own };
  }
  const workload = entry as Workload;
  if (!fits) return { ...NO_SHAPE, files: [], ...own };
  const shape = workload.shape(options);
  const description = { ...shape, files: workload.files(options), ...own };
  say(description);
  await tryWorkload(workload, shape);
  if (reads) tryRead(workload, options, file);
  return description;
}

const NO_SHAPE: WorkloadShape = { input: [], outputs: 0, train: 0, validation: 0, test: 0 };
