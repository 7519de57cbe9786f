// What a process computes with: TensorFlow where it was found, else what is embedded.
import type { RuntimeRequest } from '../runs/request';
import type { EngineTuple } from '../runs/types';
import type { Tf } from '../lab/tf';
import { loadEmbedded } from './embedded/embedded';
import { loadTensorFlow } from './tensorflow';

export interface Backend {
  readonly tf: Tf;
  /** What this process computes with, but for the engine's name. */
  readonly computedWith: Omit<EngineTuple, 'engine'>;
}

/**
 * Makes the requested backend the one that `tf` computes with.
 *
 * @param threads that one operation may use; what is embedded has one, whatever is asked for
 * @throws {Error} saying why it does not load.
 */
export function loadBackend(runtime: RuntimeRequest, threads = 1): Promise<Backend> {
  switch (runtime.kind) {
    case 'tensorflow':
      return loadTensorFlow(runtime.addon, threads);
    case 'embedded':
      return loadEmbedded(runtime.folder);
  }
}
