// What tfjs-node gets when it asks for `@tensorflow/tfjs` (an alias in esbuild.mjs): tfjs-core alone, without the
// browser backends, layers and converters of the union package, none of which it uses to run ops.
import { KernelBackend as CoreBackend } from '@tensorflow/tfjs-core';

export * from '@tensorflow/tfjs-core';

/** tfjs-node is compiled to functions that call their parent without `new`, which a class does not allow. */
export function KernelBackend(): void {
  // The parent has no fields to set.
}
KernelBackend.prototype = CoreBackend.prototype;
