// Engines give the numbers of `eager`, and a run keeps the one it began with.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const engines = [
  {
    says: 'an engine is taken whatever numbers it gives',
    file: 'src/trainer/engine/trial.ts',
    from: 'return wrong === undefined ? found.timing',
    to: 'return true ? found.timing',
    tests: ['trainer/choose'],
    only: 'with other numbers',
  },
  {
    says: 'what engines take to evaluate does not count',
    file: 'src/runs/engine-choice.ts',
    from: 'startMs + work.iterations * iterationMs + work.evaluations * evaluationMs',
    to: 'startMs + work.iterations * iterationMs',
    tests: ['runs/engine-choice'],
  },
  {
    says: 'a resumed run has its engine chosen anew',
    file: 'src/trainer/coordinator.ts',
    from: 'return pinned && name &&',
    to: 'return false && pinned && name &&',
    tests: ['cli/engines'],
    only: 'keeps its engine',
  },
  {
    says: 'a call runs all the rows it could take',
    file: 'src/trainer/engine/compiled.ts',
    from: "tf.scalar(iterations, 'int32')",
    to: "tf.scalar(MOST_ROWS, 'int32')",
    tests: ['trainer/evaluate'],
  },
  {
    says: 'the examples that fill no whole batch are not evaluated',
    file: 'src/trainer/evaluate.ts',
    from: 'done < count;',
    to: 'done < Math.max(whole, 1);',
    tests: ['trainer/evaluate'],
  },
  {
    says: 'a program is loaded for every cell',
    file: 'src/trainer/engine/compiled.ts',
    from: 'programs.find((one) => one.iteration === iteration && one.key === key)',
    to: 'programs.find(() => false)',
    tests: ['trainer/programs'],
  },
  {
    says: 'masks are constants of a program instead of its inputs',
    file: 'src/trainer/engine/compiled.ts',
    from: '...constantNames.map((name) => held[name] as Tensor),',
    to: '...constantNames.map((name) => constants[name] as Tensor),',
    tests: ['trainer/programs'],
  },
  {
    says: 'a run goes on with another number of threads than it was begun with',
    file: 'src/trainer/coordinator.ts',
    from: '{ engine: name, threads: pinned.threads, why: pinned.why }',
    to: '{ engine: name, threads: 1, why: pinned.why }',
    tests: ['cli/engines'],
  },
  {
    says: 'an engine that the spec did not name is taken for its threads',
    file: 'src/runs/engine-choice.ts',
    from: '.filter(({ engine }) => among.includes(engine))',
    to: '',
    tests: ['runs/engine-choice'],
  },
  {
    says: 'a run that fails on a full disk does not say why it failed',
    file: 'src/trainer/coordinator.ts',
    from: 'if (message !== undefined && !isTold) say(message);',
    to: '',
    tests: ['cli/engines'],
  },
];
