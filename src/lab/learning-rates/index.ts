import type { LearningRate } from '../kinds';
import { constant } from './constant';
import { cosine } from './cosine';
import { steps } from './steps';
import { warmup } from './warmup';

export const learningRates: readonly LearningRate[] = [constant, cosine, steps, warmup];
