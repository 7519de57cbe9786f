import type { Criterion } from '../kinds';
import { magnitude } from './magnitude';
import { magnitudeIncrease } from './magnitude-increase';
import { random } from './random';

export const criteria: readonly Criterion[] = [magnitude, magnitudeIncrease, random];
