import type { Structure } from '../kinds';
import { element } from './element';

export const structures: readonly Structure[] = [element];
