// Mutants of comparisons: runs are compared by meaning, and by trial only if their trials correspond.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const compare = [
  {
    says: 'a comparison has an interval although the trials do not correspond',
    file: 'src/runs/compare.ts',
    from: 'if (!isPaired) return { mean: b.mean - a.mean };',
    to: 'if (!isPaired && !a) return undefined;',
    tests: ['runs/compare'],
  },
  {
    says: 'runs with different seeds are compared trial by trial',
    file: 'src/runner/compared.ts',
    from: 'JSON.stringify([spec.seed, spec.workload,',
    to: 'JSON.stringify([spec.workload,',
    tests: ['cli/compare'],
    only: 'without intervals if seeds differ',
  },
  {
    says: 'a comparison subtracts the second run from the first',
    file: 'src/runs/compare.ts',
    from: '[value - of]',
    to: '[of - value]',
    tests: ['runs/compare'],
  },
  {
    says: 'a comparison pairs trials in file order',
    file: 'src/runs/compare.ts',
    from: 'const of = before.get(trial);',
    to: 'const of = [...before.values()][trial] ?? before.get(trial);',
    tests: ['runs/compare'],
  },
  {
    says: 'a comparison of specs omits the options of entries',
    file: 'src/language/flat.ts',
    from: 'return { ...name, ...below(path, chosen.options) };',
    to: 'return name;',
    tests: ['language/flat'],
  },
];
