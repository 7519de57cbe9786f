// What the editor says and writes.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const editor = [
  {
    says: 'completion does not put what is required first',
    file: 'src/language/assist/completion.ts',
    from: '.sort((one, other) => Number(other.isRequired) - Number(one.isRequired))',
    to: '',
    tests: ['language/assist'],
  },
  {
    says: 'a file that is too long for a spec is formatted, with all the memory there is',
    file: 'src/language/assist/format.ts',
    from: 'if (text.length > longestText) return undefined;',
    to: "if (text.length > longestText) return '';",
    tests: ['language/assist/editing'],
  },
  {
    says: 'the note beside the rounds says what is left before the last one',
    file: 'src/language/assist/hints.ts',
    from: 'say: ({ plan }) => `${percent(plan.rounds.at(-1)',
    to: 'say: ({ plan }) => `${percent(plan.rounds.at(-2)',
    tests: ['language/assist'],
  },
  {
    says: 'renaming a layer leaves its pruning rate behind',
    file: 'src/language/assist/layer-names.ts',
    from: "if (!isDefinition && !(first === 'prune' && second === 'rates')) return [];",
    to: 'if (!isDefinition) return [];',
    tests: ['language/assist'],
  },
  {
    says: 'a layer is given a name that another has',
    file: 'src/language/assist/layer-names.ts',
    from: 'return taken.includes(to) ?',
    to: 'return taken.includes(layer.name) && false ?',
    tests: ['language/assist'],
  },
];
