import js from '@eslint/js';
import ts from 'typescript-eslint';

// Import rules between the folders of src/ (docs/architecture.md): a folder may import only those listed for it. bench/
// may import all of them, and none may import bench/.
const rooms = [
  'escape',
  'lab',
  'language',
  'runs',
  'trainer',
  'runner',
  'webviews',
  'cli',
  'extension',
  'bench',
];
const mayImport = {
  escape: [],
  lab: [],
  language: ['escape', 'lab'],
  runs: ['escape'],
  trainer: ['lab', 'language', 'runs'],
  runner: ['escape', 'language', 'runs'],
  webviews: ['escape', 'runs', 'language', 'runner'],
  cli: ['escape', 'runs', 'language', 'runner', 'webviews'],
};
const vscodeOnly = {
  name: 'vscode',
  message: 'Only extension.ts, editor/ folders and webviews/host/ may import vscode.',
};
const tensorflowOnly = {
  regex: '^@tensorflow/',
  allowTypeImports: true,
  message: 'Only trainer/ may load TensorFlow; lab code takes `tf` as an argument.',
};

// A second parser would have its own limits, and reject specs that train.
const oneParser = {
  name: 'yaml',
  allowImportNames: ['stringify', 'Lexer'],
  message: 'Only src/language/parse.ts may parse YAML.',
};

const restricted = (room, editor, parsers = [oneParser]) => {
  const closed = rooms.filter((other) => other !== room && !mayImport[room].includes(other));
  return [
    'error',
    {
      paths: [...parsers, ...(editor ? [] : [vscodeOnly])],
      patterns: [
        ...(room === 'trainer' ? [] : [tensorflowOnly]),
        {
          regex: `^(\\.\\.?/)+(${closed.join('|')})(/|$)`,
          message: `${room}/ may import only: ${mayImport[room].join(', ') || 'nothing'}.`,
        },
      ],
    },
  ];
};

export default ts.config(
  { ignores: ['media/templates/ticket.d.ts', 'dist/', 'node_modules/', '.ticket/', '.python/', '.fuzz/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './src/webviews/browser/tsconfig.json'] },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/method-signature-style': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/cli.ts', 'src/cli/**/*.ts'],
    // cli/print.ts and cli/progress-display.ts escape all output for the terminal.
    rules: { 'no-console': 'error' },
  },
  ...Object.keys(mayImport).flatMap((room) => [
    {
      files: [`src/${room}/**/*.ts`, `src/${room}.ts`],
      rules: {
        'no-restricted-imports': 'off',
        '@typescript-eslint/no-restricted-imports': restricted(room, false),
      },
    },
    {
      files: [`src/${room}/editor/**/*.ts`, `src/${room}/host/**/*.ts`],
      rules: { '@typescript-eslint/no-restricted-imports': restricted(room, true) },
    },
  ]),
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'CallExpression[callee.name=/^(spawn|execFile|exec)(Sync)?$/]',
          "CallExpression[callee.callee.name='promisify']",
        ].map((selector) => ({
          selector: `${selector} > Literal.arguments:first-child`,
          message:
            'A bare name may run a file of the working folder: find the program with runner/program.ts.',
        })),
        ...[
          "CallExpression[callee.property.name='exit']",
          "AssignmentExpression[left.property.name='exitCode']",
        ].map((selector) => ({
          selector: `${selector} > Literal`,
          message: 'Use the exit codes of runs/exit-codes.ts: 1 means that a claim does not hold.',
        })),
      ],
    },
  },
  {
    files: ['src/language/parse.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restricted('language', false, []) },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off', // node:test's test() and describe() are not awaited
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
);
