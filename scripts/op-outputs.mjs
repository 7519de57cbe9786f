// `npm run op-outputs`: writes src/trainer/engine/op-outputs.json, the outputs of TensorFlow's ops, from the op list of
// the installed TensorFlow. Run it after an update of tfjs-node or TensorFlow.
//
// An entry contains the names of an op's outputs, with `*` after a list, and `!` in front if the op is stateful.
import { build } from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { call, inEmptyFolder, main, Problem, root } from './shell.mjs';

const require = createRequire(import.meta.url);
const tfjsNode = path.join(root, 'node_modules/@tensorflow/tfjs-node/dist');

/** Ops that no kernel of tfjs-node calls: those of the loop around a trace, and of our kernels. */
const OWN = [
  'AddV2',
  'BroadcastTo',
  'ReluGrad',
  'SelectV2',
  'Const',
  'Identity',
  'StatelessWhile',
  'Bitcast',
  'RightShift',
  'StatelessRandomUniformFullIntV2',
];

/** Prints the op list as base64. The addon has no function for it, so Python calls the library. */
const PYTHON = `
import base64, ctypes, sys
class Buffer(ctypes.Structure):
    _fields_ = [('data', ctypes.c_void_p), ('length', ctypes.c_size_t)]
libraries = [ctypes.CDLL(file, mode=ctypes.RTLD_GLOBAL) for file in sys.argv[1:]]
list_ops = next(library for library in libraries if hasattr(library, 'TF_GetAllOpList')).TF_GetAllOpList
list_ops.restype = ctypes.POINTER(Buffer)
ops = list_ops().contents
print(base64.b64encode(ctypes.string_at(ops.data, ops.length)).decode())
`;

/** The shared libraries next to the addon of the TensorFlow in use, or in tfjs-node's folder for them. */
async function libraries() {
  const bundle = path.join(root, 'dist', 'op-outputs.cjs');
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    entryPoints: [path.join(root, 'src/runner/runtime/find.ts')],
    outfile: bundle,
  });
  const { findRuntime } = require(bundle);
  fs.rmSync(bundle);
  const { request } = await findRuntime();
  if (request.kind !== 'tensorflow') throw new Problem('No TensorFlow found. Run `ticket runtime install`.');
  const addon = fs.realpathSync(request.addon);
  const places = [path.dirname(addon), path.join(path.dirname(addon), '../../deps/lib')];
  for (const folder of places) {
    const files = ['libtensorflow_framework', 'libtensorflow_cc', 'libtensorflow'].flatMap((name) =>
      [`${name}.so.2`, `${name}.2.dylib`].map((file) => path.join(folder, file)),
    );
    const found = files.filter((file) => fs.existsSync(file));
    if (found.length > 0) return found;
  }
  throw new Problem(`No TensorFlow library found in ${places.join(', ')}.`);
}

/** All possible op names in tfjs-node's kernels: string literals, and constants of tfjs-core. */
function named() {
  const core = require('@tensorflow/tfjs-core');
  const files = fs.readdirSync(path.join(tfjsNode, 'kernels')).map((file) => path.join('kernels', file));
  const text = [...files, 'nodejs_kernel_backend.js']
    .filter((file) => file.endsWith('.js'))
    .map((file) => fs.readFileSync(path.join(tfjsNode, file), 'utf8'))
    .join('\n');
  const literals = [...text.matchAll(/'([A-Z]\w*)'/g)].map(([, word]) => word);
  const constants = [...text.matchAll(/\btfjs_1\.([A-Z]\w*)/g)].map(([, word]) => core[word]);
  return new Set([...literals, ...constants, ...OWN]);
}

await main(async () => {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const args = ['-c', PYTHON, ...(await libraries())];
  const printed = inEmptyFolder((cwd) => call('python3', args, { cwd, env, remedy: 'Install Python 3.' }));
  const { OpList } = require(path.join(tfjsNode, 'proto/api_pb.js'));
  const wanted = named();
  const entries = OpList.deserializeBinary(printed.trim())
    .getOpList()
    .filter((op) => wanted.has(op.getName()))
    .map((op) => {
      const outputs = op.getOutputArgList().map((output) => {
        const isList = output.getNumberAttr() !== '' || output.getTypeListAttr() !== '';
        return `${output.getName()}${isList ? '*' : ''}`;
      });
      return [op.getName(), `${op.getIsStateful() ? '!' : ''}${outputs.join(' ')}`];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
  fs.writeFileSync(
    path.join(root, 'src/trainer/engine/op-outputs.json'),
    `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`,
  );
});
