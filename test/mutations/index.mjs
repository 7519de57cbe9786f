// Mutants of the source, each with the tests that must go red: bugs found in published code, and a violation of every
// guarantee (docs/architecture.md). `npm run mutate` runs them one at a time.
import { compare } from './compare.mjs';
import { controls } from './controls.mjs';
import { data } from './data.mjs';
import { editor } from './editor.mjs';
import { engines } from './engines.mjs';
import { exits } from './exits.mjs';
import { hostile } from './hostile.mjs';
import { identity } from './identity.mjs';
import { masks } from './masks.mjs';
import { output } from './output.mjs';
import { ownership } from './ownership.mjs';
import { modules } from './modules.mjs';
import { panels } from './panels.mjs';
import { processes } from './processes.mjs';
import { published } from './published.mjs';
import { queue } from './queue.mjs';
import { traces } from './traces.mjs';
import { runDirectory } from './run-directory.mjs';
import { runsInEditor } from './runs-in-editor.mjs';
import { sameBits } from './same-bits.mjs';
import { surroundings } from './surroundings.mjs';
import { sweep } from './sweep.mjs';

/**
 * @typedef {object} Mutation
 * @property {string} says The wrong behavior.
 * @property {string} file The mutated file.
 * @property {string} from The replaced text, which must occur exactly once in `file`.
 * @property {string} to
 * @property {readonly string[]} tests Files or folders of test/; at least one of their tests must go red.
 * @property {string} [only] Pattern of the test names to run, if all of them would take long.
 */

/** @type {readonly Mutation[]} */
export const mutations = [
  ...published,
  ...masks,
  ...controls,
  ...sameBits,
  ...identity,
  ...runDirectory,
  ...ownership,
  ...processes,
  ...exits,
  ...surroundings,
  ...sweep,
  ...queue,
  ...compare,
  ...data,
  ...editor,
  ...runsInEditor,
  ...modules,
  ...panels,
  ...hostile,
  ...engines,
  ...traces,
  ...output,
];
