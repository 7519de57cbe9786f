// Data and places: what is read is what was hashed, and is looked for where the project is now.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const data = [
  {
    says: 'a run forgets where its spec is as seen from it',
    file: 'src/runner/prepare.ts',
    from: '    specFromRun: fromRun(runDir, file),\n',
    to: '',
    tests: ['cli/moved'],
    only: 'of today',
  },
  {
    says: 'an older manifest leads to the old place alone',
    file: 'src/runs/places.ts',
    from: 'if (project === undefined) return [];',
    to: 'return [];',
    tests: ['cli/moved'],
    only: 'manifest is older',
  },
  {
    says: 'what lies where a run is now counts whatever its sum is',
    file: 'src/runner/reopen.ts',
    from: 'if (prepared.manifest.identity === identity) return',
    to: 'return',
    tests: ['cli/moved'],
    only: 'was copied',
  },
  {
    says: 'splits are not held to those of the first start',
    file: 'src/trainer/splits.ts',
    from: 'const changed = before && firstChange(before, sums);',
    to: 'const changed = before && undefined;',
    tests: ['trainer/splits', 'cli/replaced'],
  },
  {
    says: 'a later start forgets which splits the first one read',
    file: 'src/trainer/run-files.ts',
    from: '    ...(before?.splits && { splits: before.splits }),\n',
    to: '',
    tests: ['cli/replaced'],
    only: 'after the run',
  },
  {
    says: 'workers that start together may read different splits',
    file: 'src/trainer/run-files.ts',
    from: 'manifest.splits && firstChange(manifest.splits, sums)',
    to: 'manifest.splits && undefined',
    tests: ['trainer/run-files'],
  },
  {
    says: 'the test split is not looked at',
    file: 'src/trainer/splits.ts',
    from: 'for (const name of NAMES) checkSplit',
    to: 'for (const name of NAMES.slice(0, 2)) checkSplit',
    tests: ['trainer/splits'],
  },
  {
    says: 'a label of 3.5 becomes 3',
    file: 'src/trainer/split-contract.ts',
    from: '!Number.isInteger(label) ||',
    to: '',
    tests: ['trainer/splits'],
  },
  {
    says: 'a worker reads a data file whatever it holds by then',
    file: 'src/trainer/data-files.ts',
    from: 'if (sum !== sha256)',
    to: 'if (sum.length !== sha256.length)',
    tests: ['trainer/splits'],
  },
  {
    says: 'packed data is unpacked without an end',
    file: 'src/runner/checksum.ts',
    from: 'if (sizeBytes > mostBytes) throw new TooLargeError();\n      hash',
    to: 'hash',
    tests: ['runner/data-places'],
  },
];
