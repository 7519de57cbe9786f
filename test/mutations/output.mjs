// Mutants of output: it goes only to its destination, and printed text cannot control a terminal.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const output = [
  {
    says: 'output is renamed onto pipes and devices',
    file: 'src/runs/output-file.ts',
    from: 'before === undefined || before.isFile()',
    to: 'true',
    tests: ['cli/output'],
    only: 'a pipe that is read|a device',
  },
  {
    says: 'a link is replaced, not its target',
    file: 'src/runs/output-file.ts',
    from: '|| !isLink(file)) return file;',
    to: '|| true) return file;',
    tests: ['cli/output'],
    only: 'a link to',
  },
  {
    says: 'a descriptor is opened again by its path, so that it does not append',
    file: 'src/runs/output-file.ts',
    from: 'return own ? Number(number) : undefined;',
    to: 'return undefined;',
    tests: ['cli/output'],
    only: 'appends to a file',
  },
  {
    says: 'a result that is lost on a full disk goes unnoticed',
    file: 'src/cli/print.ts',
    from: 'process.exitCode = exitCodes.environment;',
    to: '',
    tests: ['cli/exits'],
    only: 'ends `ticket schema`',
  },
  {
    says: "Node's exit code for a broken program is taken for a failed claim",
    file: 'src/runs/exit-codes.ts',
    from: 'ofRuns.includes(status) ? status : internal',
    to: 'status',
    tests: ['cli/exits'],
    only: 'not taken for a claim',
  },
  {
    says: 'what is printed can act on a terminal',
    file: 'src/escape/terminal.ts',
    from: 'text.replace(HIDDEN, escaped)',
    to: 'text',
    tests: ['escape', 'cli/injection'],
  },
  {
    says: 'a cell of a CSV file is a formula',
    file: 'src/runs/csv-text.ts',
    from: "typeof field === 'string' ? harmless(field) : String(field ?? '')",
    to: "String(field ?? '')",
    tests: ['escape'],
  },
  {
    says: 'a module puts links into hovers',
    file: 'src/escape/markup.ts',
    from: ".replace(/\\](?=[([:])/g, '] ')",
    to: '',
    tests: ['escape'],
  },
  {
    says: 'a title puts a command into a notification',
    file: 'src/escape/markup.ts',
    from: ".replace(/\\](?=\\()/g, '] ')",
    to: '',
    tests: ['escape'],
  },
];
