/** Mistakes about the user's modules: which bytes are loaded, and what their functions may do. */

/** @type {readonly import('./index.mjs').Mutation[]} */
export const modules = [
  {
    says: 'the files of the user are loaded in place of the sealed ones',
    file: 'src/trainer/experiment.ts',
    from: 'if (places.modules) serveModules',
    to: 'if (places.modules && places.specFolder === undefined) serveModules',
    tests: ['cli/modules'],
    only: 'goes on with the module of its start',
  },
  {
    says: 'a package whose bytes have changed is loaded',
    file: 'src/trainer/module-hooks.ts',
    from: 'if (tools.sha256(bytes) !== sum)',
    to: 'if (tools.sha256(bytes) === undefined)',
    tests: ['cli/modules'],
    only: 'where a package has changed',
  },
  {
    says: 'a file that was not sealed is loaded',
    file: 'src/trainer/module-hooks.ts',
    from: "if (!url.startsWith('file:') || parent === undefined || parent === served.program) return {};",
    to: 'return {};',
    tests: ['cli/modules'],
    only: 'refuse a',
  },
  {
    says: 'a sealed module that is gone is not missed',
    file: 'src/runs/sealed-modules.ts',
    from: 'if (manifest.sealed !== true) return undefined;',
    to: 'if (manifest.format === 1) return undefined;',
    tests: ['cli/modules'],
    only: 'that are damaged',
  },
  {
    says: 'what two processes get of a module is not compared',
    file: 'src/runner/rehearse.ts',
    from: 'if (difference !== undefined) throw',
    to: "if (difference === '') throw",
    tests: ['cli/rehearsed'],
    only: 'as it is loaded',
  },
  {
    says: 'both processes that rehearse a module have one clock',
    file: 'src/trainer/rehearse.ts',
    from: 'moduleGuard(aheadMs);',
    to: 'moduleGuard(0 * aheadMs);',
    tests: ['cli/rehearsed'],
    only: 'depend on the year',
  },
  {
    says: 'a module is rehearsed with no calls before',
    file: 'src/trainer/rehearse.ts',
    from: 'call < callsBefore;',
    to: 'call < 0 * callsBefore;',
    tests: ['cli/rehearsed'],
    only: 'the calls before',
  },
];
