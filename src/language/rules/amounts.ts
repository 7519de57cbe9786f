// Amounts that no machine could hold or finish, and that could not be counted exactly.
import type { Plan } from '../plan';
import { quote } from '../words';
import { reportAt, type Facts } from './facts';

/** The elements of the largest array that TensorFlow makes. */
const mostElements = 2 ** 31 - 1;
const mostCells = 1_000_000;

export function amountRules(facts: Facts, plan: Plan): void {
  const parameters = plan.layers.flatMap((layer) => layer.parameters);
  const large = parameters.find(({ count }) => count > mostElements);
  if (large) {
    reportAt(facts, ['model', 'layers', large.name.split('.')[0] ?? ''], {
      code: 'out-of-range',
      message: `The parameter ${quote(large.name)} would have more weights than fit into one array.`,
      remedy: `At most ${mostElements.toLocaleString('en-US')} do.`,
    });
  }
  if (plan.cells > mostCells) {
    reportAt(facts, ['trials'], {
      code: 'out-of-range',
      message: `The spec asks for ${plan.cells.toLocaleString('en-US')} networks.`,
      remedy: `At most ${mostCells.toLocaleString('en-US')} are possible: lower trials, prune.rounds or repeats.`,
    });
  }
  if (plan.totalIterations > Number.MAX_SAFE_INTEGER) {
    reportAt(facts, ['train', 'iterations'], {
      code: 'out-of-range',
      message: 'The networks would train for more iterations than can be counted.',
      remedy: 'Give a shorter time.',
    });
  }
}
