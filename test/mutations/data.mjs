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
];
