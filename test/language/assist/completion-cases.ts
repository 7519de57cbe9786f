// The completion table, by subject. It needs no editor and no test runner, so both can use it.
import type { Case } from './completion-cases/case';
import { claims } from './completion-cases/claims';
import { controls } from './completion-cases/controls';
import { half } from './completion-cases/half';
import { own } from './completion-cases/own';
import { nothing } from './completion-cases/nothing';
import { places } from './completion-cases/places';
import { prune } from './completion-cases/prune';
import { root } from './completion-cases/root';
import { sweep } from './completion-cases/sweep';
import { train } from './completion-cases/train';

export { modules, placed, taken, type Case } from './completion-cases/case';

export const cases: readonly Case[] = [
  ...[root, train, prune, controls, claims, sweep, own].flat(),
  ...[places, half, nothing].flat(),
];
