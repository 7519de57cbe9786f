import type { Scope } from '../kinds';
import { global } from './global';
import { layer } from './layer';

export const scopes: readonly Scope[] = [global, layer];
