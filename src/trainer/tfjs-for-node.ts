// Replaces `@tensorflow/tfjs` for tfjs-node (an alias in esbuild.mjs): only tfjs-core, without the browser backends,
// layers and converters, which running ops does not need.
import { KernelBackend as CoreBackend } from '@tensorflow/tfjs-core';

export * from '@tensorflow/tfjs-core';

/** tfjs-node is compiled to functions that call their parent without `new`, which a class does not allow. */
export function KernelBackend(): void {
  // The parent has no fields to set.
}
KernelBackend.prototype = CoreBackend.prototype;
