// Mutants of tracing: a trace computes what the code computes, and code that cannot be traced is an error.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const traces = [
  {
    says: 'randomness in an iteration does not depend on its number',
    file: 'src/trainer/noise-kernels.ts',
    from: "run('Pack', { T: int32, N: 4, axis: 0 }, zero, zero, counterId, zero)",
    to: "run('Pack', { T: int32, N: 4, axis: 0 }, zero, zero, zero, zero)",
    tests: ['trainer/noise'],
  },
  {
    says: 'JavaScript draws with one bit more than TensorFlow',
    file: 'src/trainer/noise-kernels.ts',
    from: 'numbers[i + j] = (word >>> (32 - BITS)) / 2 ** BITS',
    to: 'numbers[i + j] = (word >>> 1) / 2 ** 31',
    tests: ['trainer/noise'],
  },
  {
    says: 'a random draw on TensorFlow leaks its intermediate tensors',
    file: 'src/trainer/noise-kernels.ts',
    from: 'for (const id of made) if (id !== numbers.id) binding.deleteTensor(id);',
    to: '',
    tests: ['trainer/noise'],
  },
  {
    says: 'dropout does not scale the survivors',
    file: 'src/lab/noise.ts',
    from: 'tf.mul(isKept, 1 / (1 - rate))',
    to: 'isKept',
    tests: ['trainer/noise'],
  },
  {
    says: 'the first output of an op is used for all of them',
    file: 'src/trainer/engine/op-outputs.ts',
    from: "`${names[output] ?? ''}:0`",
    to: "`${names[0] ?? ''}:0`",
    tests: ['trainer/traced-ops'],
  },
  {
    says: 'a traced loop sees only the counter of its first row',
    file: 'src/trainer/engine/loop.ts',
    from: "sum('counter', argument(LOOP.first), row)",
    to: "sum('counter', argument(LOOP.first), zero)",
    tests: ['trainer/traced-models'],
  },
  {
    says: 'a traced loop sees only the batch of its first row',
    file: 'src/trainer/engine/loop.ts',
    from: "ofRow('batch', LOOP.batches, DTYPE.int32)",
    to: "add('batch', 'GatherV2', [argument(LOOP.batches), zero, zero], { Tparams: { type: DTYPE.int32 }, Tindices: { type: DTYPE.int32 }, Taxis: { type: DTYPE.int32 } })",
    tests: ['trainer/traced-lab', 'trainer/traced-models'],
  },
  {
    says: 'a value read during tracing becomes a constant',
    file: 'src/trainer/engine/forbid.ts',
    from: 'replace(tf.engine(), { readSync, read }),',
    to: '',
    tests: ['trainer/not-traceable'],
  },
  {
    says: 'an error that traced code catches is forgotten',
    file: 'src/trainer/engine/trace.ts',
    from: 'if (refused) throw refused;',
    to: '',
    tests: ['trainer/not-traceable'],
  },
  {
    says: 'a number that changes from call to call is traced as a constant',
    file: 'src/trainer/engine/trace.ts',
    from: '  mustBeSame(first, second);\n',
    to: '',
    tests: ['trainer/not-traceable'],
  },
  {
    says: "tfjs's line is reported instead of the lab's",
    file: 'src/trainer/engine/lab-line.ts',
    from: '/^(src|test)\\//.test(name) && ',
    to: '',
    tests: ['trainer/not-traceable'],
  },
  {
    says: 'a program is never closed',
    file: 'src/trainer/engine/loaded-loop.ts',
    from: 'close: () => backend.binding.deleteSavedModel(session)',
    to: 'close: () => undefined',
    tests: ['trainer/memory'],
  },
];
