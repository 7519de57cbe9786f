// Loads the backend that a process computes with: TensorFlow if found, otherwise the embedded one.
import type { RuntimeRequest } from '../runs/request';
import type { EngineTuple } from '../runs/types';
import type { Tf } from '../lab/tf';
import { loadEmbedded } from './embedded/embedded';
import { loadTensorFlow } from './tensorflow';

export interface Backend {
  readonly tf: Tf;
  /** The run's engine tuple, without the engine's name. */
  readonly computedWith: Omit<EngineTuple, 'engine'>;
}

/**
 * Loads the requested backend and makes it the active one of `tf`.
 *
 * @param threads Threads per operation. The embedded backend always uses one.
 * @throws {Error} with the reason, if the backend does not load.
 */
export function loadBackend(runtime: RuntimeRequest, threads = 1): Promise<Backend> {
  switch (runtime.kind) {
    case 'tensorflow':
      return loadTensorFlow(runtime.addon, threads);
    case 'embedded':
      return loadEmbedded(runtime.folder);
  }
}
