import type { Optimizer } from '../kinds';
import { adam } from './adam';
import { adamw } from './adamw';
import { sgd } from './sgd';

export const optimizers: readonly Optimizer[] = [adam, adamw, sgd];
