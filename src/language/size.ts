// Estimate of a run directory's size.
import type { Plan } from './plan';
import type { Spec } from './spec';

const bytesPerWeight = 4;
const bytesPerMaskElement = 1;
const bytesPerEvaluation = 150;
const bytesPerFile = 500;

/** The size of a finished run in bytes under this `keep` policy. */
export function sizeOf(plan: Omit<Plan, 'sizeBytes'>, keep: Spec['run']['keep']): number {
  const parameters = plan.layers.flatMap((layer) => layer.parameters);
  const network = bytesPerWeight * parameters.reduce((sum, { count }) => sum + count, 0) + bytesPerFile;
  const mask =
    bytesPerMaskElement * parameters.reduce((sum, { count, prunable }) => sum + (prunable ? count : 0), 0) +
    bytesPerFile;
  const rounds = plan.rounds.length - 1;
  const pruned = rounds * plan.arms.length;
  // `masks` still keeps the weights that further rounds and controls need: the dense network's and the last round's.
  const needed = plan.start.weights === 'trained' ? 1 + rounds : Math.min(2, 1 + rounds);
  const kept = { all: 1 + pruned, tickets: 1 + rounds, masks: needed }[keep];
  const evaluations = (iterations: number): number => Math.ceil(iterations / plan.evaluateEvery) + 1;
  const metrics =
    bytesPerEvaluation *
    (evaluations(plan.iterations) + pruned * evaluations(plan.iterations - plan.start.iteration));
  const rewound = typeof plan.start.weights === 'object' ? network : 0;
  const perTrial =
    network + rewound + kept * 2 * network + pruned * mask + metrics + (1 + pruned) * bytesPerFile;
  return plan.trials * perTrial;
}
