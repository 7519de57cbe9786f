// Mutants of output: it goes only to its destination, and printed text cannot control a terminal.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const output = [
  {
    says: 'output replaces pipes and devices by a rename',
    file: 'src/runs/output-file.ts',
    from: 'before === undefined || before.isFile()',
    to: 'true',
    tests: ['cli/output'],
    only: 'a pipe that is read|a device',
  },
  {
    says: 'output replaces a link instead of its target',
    file: 'src/runs/output-file.ts',
    from: '|| !isLink(file)) return file;',
    to: '|| true) return file;',
    tests: ['cli/output'],
    only: 'a link to',
  },
  {
    says: 'a descriptor is reopened by its path and does not append',
    file: 'src/runs/output-file.ts',
    from: 'return own ? Number(number) : undefined;',
    to: 'return undefined;',
    tests: ['cli/output'],
    only: 'appends to a file',
  },
  {
    says: 'a result lost on a full disk goes unnoticed',
    file: 'src/cli/print.ts',
    from: 'process.exitCode = exitCodes.environment;',
    to: '',
    tests: ['cli/exits'],
    only: 'ends `ticket schema`',
  },
  {
    says: "Node's exit code for a broken program counts as a failed claim",
    file: 'src/runs/exit-codes.ts',
    from: 'ofRuns.includes(status) ? status : internal',
    to: 'status',
    tests: ['cli/exits'],
    only: 'not taken for a failed claim',
  },
  {
    says: 'printed text can control a terminal',
    file: 'src/escape/terminal.ts',
    from: 'text.replace(HIDDEN, escaped)',
    to: 'text',
    tests: ['escape', 'cli/injection'],
  },
  {
    says: 'a CSV cell is a formula',
    file: 'src/runs/csv-text.ts',
    from: "typeof field === 'string' ? harmless(field) : String(field ?? '')",
    to: "String(field ?? '')",
    tests: ['escape'],
  },
  {
    says: 'a module inserts links into hovers',
    file: 'src/escape/markup.ts',
    from: ".replace(/\\](?=[([:])/g, '] ')",
    to: '',
    tests: ['escape'],
  },
  {
    says: 'a title inserts a command into a notification',
    file: 'src/escape/markup.ts',
    from: ".replace(/\\](?=\\()/g, '] ')",
    to: '',
    tests: ['escape'],
  },
];
