// A user's workload: points in the plane that a module reads from the file `points`.
import { spec } from './workplace';

/** 80 points, two bytes each; the class is the side of the diagonal. */
export const points = Uint8Array.from({ length: 160 }, (_, i) => (i * 7919) % 256);

export interface PointsOptions {
  /** Properties of the declared file besides its name. */
  readonly sources?: object;
  /** True if the module opens a file that it does not declare. */
  readonly opensItself?: boolean;
  /** An expression of `bytes`. */
  readonly inputs?: string;
}

/** Returns the text of `points.mjs`. */
export const pointsModule = ({
  sources = {},
  opensItself = false,
  inputs = 'Float32Array.from(bytes, (byte) => byte / 255)',
}: PointsOptions = {}): string => `import fs from 'node:fs';
export default {
  shape: () => ({ input: [2], outputs: 2, train: 40, validation: 20, test: 20 }),
  files: () => ${JSON.stringify(opensItself ? [] : [{ name: 'points', ...sources }])},
  read(files) {
    const bytes = ${opensItself ? "fs.readFileSync(new URL('./points', import.meta.url))" : "files.get('points')"};
    const all = ${inputs};
    const split = (from, count) => ({
      count,
      inputs: all.slice(2 * from, 2 * (from + count)),
      labels: Int32Array.from({ length: count }, (_, i) => Number(bytes[2 * (from + i)] > bytes[2 * (from + i) + 1])),
    });
    return { train: split(0, 40), validation: split(40, 20), test: split(60, 20) };
  },
  loss: (tf, outputs, labels) =>
    tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(labels, 2, 1, 0, 'float32'), tf.logSoftmax(outputs)), -1))),
  accuracy: (tf, outputs, labels) => tf.mean(tf.cast(tf.equal(tf.argMax(outputs, -1), labels), 'float32')),
};
`;

/** A spec with two networks. @param workload properties of the workload besides the module */
export const pointsSpec = (workload: object = {}, changes: object = {}): string =>
  spec({
    workload: { module: './points.mjs', ...workload },
    trials: 1,
    prune: { rounds: 1 },
    controls: [],
    ...changes,
  });
