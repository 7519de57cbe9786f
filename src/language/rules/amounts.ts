// Limits on sizes: of tensors, networks and iterations.
import type { Plan } from '../plan';
import { quote } from '../words';
import { reportAt, type Facts } from './facts';

/** The largest number of elements of a TensorFlow tensor. */
const mostElements = 2 ** 31 - 1;
const mostCells = 1_000_000;

export function amountRules(facts: Facts, plan: Plan): void {
  const parameters = plan.layers.flatMap((layer) => layer.parameters);
  const large = parameters.find(({ count }) => count > mostElements);
  if (large) {
    reportAt(facts, ['model', 'layers', large.name.split('.')[0] ?? ''], {
      code: 'out-of-range',
      message: `The parameter ${quote(large.name)} has more elements than one tensor can hold.`,
      remedy: `The limit is ${mostElements.toLocaleString('en-US')}.`,
    });
  }
  if (plan.cells > mostCells) {
    reportAt(facts, ['trials'], {
      code: 'out-of-range',
      message: `The spec asks for ${plan.cells.toLocaleString('en-US')} networks.`,
      remedy: `The limit is ${mostCells.toLocaleString('en-US')}: lower trials, prune.rounds or repeats.`,
    });
  }
  if (plan.totalIterations > Number.MAX_SAFE_INTEGER) {
    reportAt(facts, ['train', 'iterations'], {
      code: 'out-of-range',
      message: 'The total number of iterations is too large to count exactly.',
      remedy: 'Train for fewer iterations.',
    });
  }
}
