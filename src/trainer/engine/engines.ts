// The engines by name.
import type { Tf } from '../../lab/tf';
import { compiledEngine } from './compiled';
import { eagerEngine } from './eager';
import type { EngineName } from '../../runs/engine-choice';
import type { Engine } from './engine';

export function makeEngine(tf: Tf, name: EngineName): Engine {
  return name === 'eager' ? eagerEngine(tf) : compiledEngine(tf, name);
}
