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
 * @throws {Error} saying why it does not load.
 */
export function loadBackend(runtime: RuntimeRequest): Promise<Backend> {
  switch (runtime.kind) {
    case 'tensorflow':
      return loadTensorFlow(runtime.addon);
    case 'embedded':
      return loadEmbedded(runtime.folder);
  }
}
