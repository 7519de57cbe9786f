import type { Control } from '../kinds';
import { randomMask } from './random-mask';
import { reinit } from './reinit';
import { sameSignReinit } from './same-sign-reinit';
import { shuffledMask } from './shuffled-mask';

export const controls: readonly Control[] = [randomMask, reinit, sameSignReinit, shuffledMask];
