// Controls that are there twice: their folders would be the same.
import { nodeAt, spanOf } from '../located';
import { quote } from '../words';
import type { Facts } from './facts';

export function controlRules({ root, spec, report }: Facts): void {
  spec.controls.forEach(({ kind }, index) => {
    if (spec.controls.findIndex((control) => control.kind === kind) === index) return;
    const node = nodeAt(root, ['controls', index]);
    report({
      at: spanOf(node ?? root),
      code: 'duplicate-control',
      message: `The control ${quote(kind)} is here twice.`,
      remedy: `For several draws write { kind: ${kind}, repeats: 2 }.`,
    });
  });
}
