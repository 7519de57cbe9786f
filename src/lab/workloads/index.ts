import type { Workload } from '../kinds';
import { mnist } from './mnist';
import { spirals } from './spirals';

export const workloads: readonly Workload[] = [mnist, spirals];
