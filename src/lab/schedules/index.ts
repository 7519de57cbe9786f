import type { Schedule } from '../kinds';
import { iterative } from './iterative';
import { oneShot } from './one-shot';

export const schedules: readonly Schedule[] = [iterative, oneShot];
