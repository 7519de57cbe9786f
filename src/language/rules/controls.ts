// Duplicate controls, which would write to the same folder.
import { nodeAt, spanOf } from '../located';
import { quote } from '../words';
import type { Facts } from './facts';

export function controlRules({ root, spec, report }: Facts): void {
  const seen = new Set<string>();
  spec.controls.forEach(({ kind }, index) => {
    if (!seen.has(kind)) return void seen.add(kind);
    const node = nodeAt(root, ['controls', index]);
    report({
      at: spanOf(node ?? root),
      code: 'duplicate-control',
      message: `The control ${quote(kind)} appears twice.`,
      remedy: `For several draws, write { kind: ${kind}, repeats: 2 }.`,
    });
  });
}
