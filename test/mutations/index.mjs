// Mistakes to put into the real source, one at a time, each with the tests that must go red: those found in published
// code, and a breach of every guarantee (docs/architecture.md). `npm run mutate` tries them.
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
import { recorded } from './recorded.mjs';
import { runDirectory } from './run-directory.mjs';
import { runsInEditor } from './runs-in-editor.mjs';
import { sameBits } from './same-bits.mjs';
import { surroundings } from './surroundings.mjs';
import { sweep } from './sweep.mjs';

/**
 * @typedef {object} Mutation
 * @property {string} says The mistake.
 * @property {string} file Where it is put.
 * @property {string} from What it replaces, which must stand exactly once in `file`.
 * @property {string} to
 * @property {readonly string[]} tests Files or folders of test/ of which a test must go red.
 * @property {string} [only] Which of their tests are run, where all would take long: a pattern of the name.
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
  ...recorded,
  ...output,
];
