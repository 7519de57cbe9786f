import type { Rewind } from '../kinds';
import { init } from './init';
import { iteration } from './iteration';
import { learningRate } from './learning-rate';
import { none } from './none';

export const rewinds: readonly Rewind[] = [init, iteration, learningRate, none];
