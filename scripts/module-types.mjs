// The types that a user's module is checked with, media/templates/ticket.d.ts: the lab's own declarations and those of
// tfjs-core's operations, in one file that needs no package.
//
// It is made by the TypeScript compiler out of what the trainer itself is compiled with, so that it cannot say anything
// else. A package of types would have to be installed beside every experiment; tfjs-core's own declarations are 1.2 MB in
// 900 files and want the browser's and WebGPU's. What is left out here: methods of tensors (a module uses functions
// alone), what is no operation (memory, gradients, backends, reading and writing), and the groups `tf.image`,
// `tf.linalg`, `tf.losses`, `tf.signal`, `tf.sparse`, `tf.spectral`, `tf.string` and `tf.fused`.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const core = 'node_modules/@tensorflow/tfjs-core';

/** What a tensor shows; everything else of the class reads data back or goes round the recording of operations. */
const tensorMembers = ['shape', 'size', 'dtype', 'rank', 'rankType'];

/** Operations that read or write outside the graph of a network. */
const notForModules = ['buffer', 'print', 'variable', 'movingAverage', 'op', 'OP_SCOPE_SUFFIX'];

/** Where a tensor's values may come from only in a browser; its types are not everywhere. */
const ofBrowsers = ['WebGLData', 'WebGPUData'];

/** What of the lab a module is made of. */
const labNames = [
  'Shape',
  'DataFile',
  'Split',
  'Splits',
  'WorkloadShape',
  'Initializer',
  'Parameter',
  'Layer',
];

const header = (
  version,
) => `// Types of Ticket's modules. \`Ticket: New Model Module\` puts this file beside a module; it needs no package:
//
//   /** @type {import('./ticket.d.ts').Model<{ width: number }>} */
//   export default { … };
//
// Made by \`npm run generate\` of Ticket from its own source and from the declarations of @tensorflow/tfjs-core ${version}
// (Copyright Google LLC, Apache License 2.0). Declared are its operations, as functions. The rest of tfjs-core is there
// when a module runs, but not declared: methods of tensors, and groups such as \`tf.image\`.
`;

/** The text of ticket.d.ts, before formatting. */
export function moduleTypes(root) {
  const ops = path.join(root, core, 'dist/ops/ops.d.ts');
  const kinds = path.join(root, 'src/lab/kinds.ts');
  const random = path.join(root, 'src/lab/random.ts');
  const program = ts.createProgram([ops, kinds, random], {
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.Preserve,
    target: ts.ScriptTarget.ES2022,
    types: [],
  });
  program.getTypeChecker(); // which is what gives nodes their parents
  const { version } = JSON.parse(fs.readFileSync(path.join(root, core, 'package.json'), 'utf8'));
  return [header(version), lab(program, kinds, random), tensorflow(program, ops)].join('\n');
}

// --- The lab ------------------------------------------------------------------------------------------------------

function lab(program, kinds, random) {
  const declared = (file, name) => text(declarationOf(program.getSourceFile(file), name));
  return [
    tensorTypes,
    moduleEntry,
    ...labNames.map((name) => declared(kinds, name)),
    declared(random, 'Stream'),
    ...['Model', 'Workload'].map((name) => declared(kinds, name).replace('extends Entry', 'extends Module')),
  ].join('\n\n');
}

const tensorTypes = `/** TensorFlow's operations as functions: \`tf.add(a, b)\`, never \`a.add(b)\`. */
export type Tf = typeof tf;
export type Tensor = tf.Tensor;
export type Scalar = tf.Scalar;

/** A network's parameters by name: \`fc1.weight\`, \`fc1.bias\`. */
export type TensorMap = Readonly<Record<string, Tensor>>;`;

const moduleEntry = `/** What a module may say of itself. */
export interface Module {
  readonly name?: string;
  readonly description?: string;
  /** Paper or other source. */
  readonly reference?: string;
  /** What it computes, as one line of mathematics. */
  readonly equation?: string;
  readonly semantics?: number;
  /**
   * What a spec may write beside the module's path, as JSON Schema: an object with \`properties\`. Defaults are filled in
   * before a function sees the options. Without a schema every option is allowed.
   */
  readonly options?: Readonly<Record<string, unknown>>;
}`;

// --- TensorFlow ---------------------------------------------------------------------------------------------------

/** The operations and the types that they mention, in a namespace. */
function tensorflow(program, opsFile) {
  const checker = program.getTypeChecker();
  const written = new Map();

  /** Writes a declaration of tfjs-core and all that it mentions, each once. */
  const write = (symbol) => {
    const [declaration] = symbol.declarations ?? [];
    if (!declaration?.getSourceFile().fileName.includes('/tfjs-core/')) return;
    const { name } = symbol;
    if (written.has(name)) {
      if (written.get(name).symbol !== symbol) throw new Error(`Two declarations are called ${name}.`);
      return;
    }
    written.set(name, { symbol, text: '' });
    for (const one of symbol.declarations) mention(one);
    written.set(name, { symbol, text: symbol.declarations.map((one) => printed(one, name)).join('\n') });
  };
  const resolved = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const mention = (node) => {
    if (ts.isClassDeclaration(node)) return node.members.filter(isShown).forEach(mention);
    if (ts.isTypeReferenceNode(node)) named(node.typeName);
    if (ts.isExpressionWithTypeArguments(node)) named(node.expression);
    if (ts.isTypeQueryNode(node)) named(node.exprName);
    ts.forEachChild(node, mention);
  };
  const named = (name) => {
    const last = ts.isQualifiedName(name) && name.left.getText() === 'conv_util' ? name.right : name;
    if (ofBrowsers.includes(last.getText())) return;
    const symbol = checker.getSymbolAtLocation(ts.isQualifiedName(last) ? last.left : last);
    if (symbol && !(symbol.flags & ts.SymbolFlags.TypeParameter)) write(resolved(symbol));
  };

  const operations = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(opsFile)))
    .map((symbol) => [symbol.name, resolved(symbol)])
    .filter(([name]) => !notForModules.includes(name))
    .flatMap(([name, symbol]) => operation(name, symbol.declarations ?? [], mention));
  const types = [...written.values()].map(({ text: one }) => one);
  return `declare namespace tf {\n${[...types, ...operations].join('\n\n')}\n}\n`;
}

/** An operation as a function of its public name; nothing for what is none or can only be awaited. */
function operation(name, declarations, mention) {
  const functions = declarations.flatMap((one) =>
    ts.isFunctionDeclaration(one) ? [one] : implementation(one),
  );
  if (functions.length === 0 || functions.some(({ type }) => type?.getText().startsWith('Promise')))
    return [];
  functions.forEach(mention);
  return functions.map((one) => text(one).replace(/^(.*?)function \w+/su, `$1function ${name}`));
}

/** The function behind \`declare const relu: typeof relu_\`. */
function implementation(node) {
  if (!ts.isVariableDeclaration(node) || !node.type || !ts.isTypeQueryNode(node.type)) return [];
  const name = node.type.exprName.getText();
  return node
    .getSourceFile()
    .statements.filter((one) => ts.isFunctionDeclaration(one) && one.name?.text === name);
}

const isShown = ({ name }) => name !== undefined && tensorMembers.includes(name.getText());

/** A declaration as it stands in the namespace: classes are interfaces of what a module may look at. */
function printed(node, name) {
  if (ts.isModuleDeclaration(node)) return '';
  if (!ts.isClassDeclaration(node)) return text(node);
  if (name !== 'Tensor') throw new Error(`An operation wants the class ${name}.`);
  const parameters = node.typeParameters.map((one) => one.getText()).join(', ');
  const members = node.members.filter(isShown).map((one) => text(one).replace('get rank()', 'readonly rank'));
  return `${comment(node)}interface Tensor<${parameters}> {\n${members.join('\n')}\n}`;
}

// --- Text ---------------------------------------------------------------------------------------------------------

function declarationOf(file, name) {
  const found = file.statements.find((one) => one.name?.text === name);
  if (!found) throw new Error(`${file.fileName} declares no ${name}.`);
  return found;
}

/** A declaration with its comment; `declare` and `export` go where a namespace implies them. */
function text(node) {
  const isLab = !node.getSourceFile().isDeclarationFile;
  const own = node
    .getText()
    .replace(/^export /u, isLab ? 'export ' : '')
    .replace(/^declare /u, '');
  const inBrowsers = new RegExp(` \\| (${ofBrowsers.join('|')})\\b`, 'gu');
  return comment(node) + own.replace(inBrowsers, '').replaceAll('conv_util.', '');
}

/**
 * The comment of a declaration, without the file's licence, the marks of tfjs's own site, and its examples, which call
 * methods of tensors.
 */
function comment(node) {
  const [last] = (node.jsDoc ?? []).slice(-1);
  if (!last || last.getText().includes('@license')) return '';
  const lines = last
    .getText()
    .replace(/```js.*?```/gsu, '')
    .replace(/(^\/\*\*|\n\s*\*)\s*@doc\w* [^\n]*?(?=\n|\s*\*\/)/gu, '$1')
    .replace(/(\n[ \t]*\*[ \t]*)+(?=\n[ \t]*\*[ \t]*\n|\n[ \t]*\*\/)/gu, '');
  return /[a-z]/iu.test(lines) ? `${lines}\n` : '';
}
