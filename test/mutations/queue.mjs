// Mutants of several runs in one call: each equals a run alone, and together they take no more than the machine has.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const queue = [
  {
    says: 'concurrent runs each take all processor cores',
    file: 'src/cli/queue.ts',
    from: 'jobs > 1 ? shareOfCores(jobs) : undefined',
    to: 'undefined',
    tests: ['cli/queue'],
    only: 'its share of the cores',
  },
  {
    says: 'a spec gets more workers than its share of the cores',
    file: 'src/runner/start.ts',
    from: 'Math.min(spec.run.workers, cores ?? Infinity)',
    to: 'spec.run.workers',
    tests: ['cli/queue'],
    only: 'its share of the cores',
  },
  {
    says: 'more runs train at once than --jobs allows',
    file: 'src/cli/queue.ts',
    from: 'Array.from({ length: jobs }, work)',
    to: 'runs.map(work)',
    tests: ['cli/queue'],
    only: 'trains two at the same time',
  },
  {
    says: 'two runs train the same changed spec at the same time',
    file: 'src/cli/start-and-follow.ts',
    from: 'const before = session.turns.get(runDir);',
    to: 'const before = undefined;',
    tests: ['cli/queue'],
    only: 'trains once what two need',
  },
  {
    says: 'two identical runs are trained in one folder',
    file: 'src/cli/queue.ts',
    from: '  refuseSameRun(runs);\n',
    to: '  void refuseSameRun;\n',
    tests: ['cli/queue'],
    only: 'named twice',
  },
  {
    says: 'only the first spec with errors is reported',
    file: 'src/cli/spec.ts',
    from: '      wrong = error;\n',
    to: '      throw error;\n',
    tests: ['cli/queue'],
    only: 'some have mistakes',
  },
  {
    says: 'the output of several runs does not name the run',
    file: 'src/cli/queue.ts',
    from: "addRow(jobs > 1 ? `${tag} ` : '')",
    to: "addRow('')",
    tests: ['cli/queue'],
    only: 'tells them apart',
  },
];
