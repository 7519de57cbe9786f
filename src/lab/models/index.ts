import type { Model } from '../kinds';
import { mlp } from './mlp';

export const models: readonly Model[] = [mlp];
