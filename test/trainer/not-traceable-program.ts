// Traces code that reads a value, its own and a module's, and prints the messages: `program ADDON MODULE`.
import { pathToFileURL } from 'node:url';
import type { Tensor, Tf } from '../../src/lab/tf';
import { traceOf } from '../../src/trainer/engine/trace';
import { loadTensorFlow } from '../../src/trainer/tensorflow';

async function main([addon = '', file = '']: readonly string[]): Promise<void> {
  const { tf } = await loadTensorFlow(addon, 1);
  const { reads } = (await import(pathToFileURL(file).href)) as { reads: (tf: Tf, x: Tensor) => Tensor };
  const own = (x: Tensor): Tensor => tf.mul(x, x.dataSync()[0] ?? 0); // the line
  for (const code of [own, (x: Tensor) => reads(tf, x)]) {
    try {
      traceOf(tf, ({ x }) => ({ y: code(x as Tensor) }), [{ x: tf.ones([3]) }, { x: tf.zeros([3]) }]);
    } catch (error) {
      console.log((error as Error).message);
    }
  }
}

void main(process.argv.slice(2));
