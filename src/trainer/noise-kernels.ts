// The kernels behind src/lab/noise.ts: one in JavaScript, and one composed of TensorFlow ops that gives the same bits.
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { registerKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import { UNIFORM, type UniformAttributes, type UniformInputs } from '../lab/noise';
import { philox, type Key } from '../lab/random';
import { DTYPE, type Handle, type NodeBackend, type OpAttribute } from './engine/node-backend';

/** Random bits per number; a float32 holds 24 exactly. */
const BITS = 24;

type Kernel = Parameters<KernelConfig['kernelFunc']>[0];

/** A kernel's inputs and attributes, as the lab passes them. */
const called = ({ inputs, attrs }: Kernel): UniformInputs & UniformAttributes => ({
  ...(inputs as unknown as UniformInputs),
  ...(attrs as unknown as UniformAttributes),
});

/** For the JavaScript backend, and through its fallback kernel for WebAssembly. */
export function registerCpuNoise(): void {
  registerKernel({
    kernelName: UNIFORM,
    backendName: 'cpu',
    kernelFunc(kernel) {
      const { key, counter, shape } = called(kernel);
      const backend = kernel.backend as Pick<MathBackendCPU, 'readSync' | 'makeTensorInfo'>;
      const words = ({ dataId }: UniformInputs['key']): Uint32Array =>
        Uint32Array.from(backend.readSync(dataId) as Int32Array);
      const [first = 0, second = 0] = words(key);
      const [iteration = 0] = words(counter);
      return backend.makeTensorInfo([...shape], 'float32', draw(shape, [first, second], iteration));
    },
  });
}

function draw(shape: readonly number[], key: Key, counter: number): Float32Array {
  const numbers = new Float32Array(shape.reduce((product, length) => product * length, 1));
  for (let i = 0; i < numbers.length; i += 4) {
    const block = i / 4;
    philox([block >>> 0, Math.floor(block / 2 ** 32), counter, 0], key).forEach((word, j) => {
      if (i + j < numbers.length) numbers[i + j] = (word >>> (32 - BITS)) / 2 ** BITS;
    });
  }
  return numbers;
}

/**
 * For TensorFlow. Its stateless Philox, with an explicit algorithm and the key and counter unchanged, equals
 * Random123's, also when XLA compiles it; tests check this. The ops run through the addon's handles because tfjs has no
 * dtype for these integers.
 */
export function registerTensorFlowNoise(): void {
  registerKernel({
    kernelName: UNIFORM,
    backendName: 'tensorflow',
    kernelFunc(kernel) {
      const { key, counter, shape } = called(kernel);
      const backend = kernel.backend as NodeBackend;
      const { binding } = backend;
      const made: number[] = [];
      const integers = (size: readonly number[], ...values: readonly number[]): number => {
        const id = binding.createTensor([...size], DTYPE.int32, Int32Array.from(values));
        made.push(id);
        return id;
      };
      const run = (op: string, attributes: Readonly<Record<string, number>>, ...ids: number[]): Handle => {
        const typed = Object.entries(attributes).map(([name, value]): OpAttribute => ({
          name,
          type: isCount(name) ? binding.TF_ATTR_INT : binding.TF_ATTR_TYPE,
          value,
        }));
        const [result] = binding.executeOp(op, typed, ids, 1);
        if (!result) throw new Error(`${op} returned nothing.`);
        made.push(result.id);
        return result;
      };
      const { float32, int32, uint32, uint64 } = DTYPE;
      const [keyId = -1, counterId = -1] = backend.getInputTensorIds([key, counter]);

      const zero = integers([], 0);
      const words = run('Pack', { T: int32, N: 4, axis: 0 }, zero, zero, counterId, zero);
      const long = (id: number, ...size: readonly number[]): number => {
        const pairs = run('Reshape', { T: int32, Tshape: int32 }, id, integers([size.length], ...size));
        return run('Bitcast', { T: int32, type: uint64 }, pairs.id).id;
      };
      const bits = run(
        'StatelessRandomUniformFullIntV2',
        { dtype: uint32, Tshape: int32 },
        integers([shape.length], ...shape),
        long(keyId, 1, 2),
        long(words.id, 2, 2),
        integers([], PHILOX),
      );
      const shift = run('Cast', { SrcT: int32, DstT: uint32 }, integers([], 32 - BITS));
      const shifted = run('RightShift', { T: uint32 }, bits.id, shift.id);
      const whole = run('Cast', { SrcT: uint32, DstT: float32 }, shifted.id);
      const unit = binding.createTensor([], float32, Float32Array.of(2 ** -BITS));
      made.push(unit);
      const numbers = run('Mul', { T: float32 }, whole.id, unit);
      for (const id of made) if (id !== numbers.id) binding.deleteTensor(id);
      return backend.createOutputTensor(numbers);
    },
  });
}

/** TensorFlow's number for the algorithm (`rng_alg.h`). */
const PHILOX = 1;

/** Attributes that are numbers; all others used here are types. */
const isCount = (name: string): boolean => name === 'N' || name === 'axis';
