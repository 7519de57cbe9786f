// Findings of the paper, for charts of the same experiment: Frankle and Carbin, "The Lottery Ticket Hypothesis", ICLR
// 2019 (arXiv 1803.03635 v5), section 2 and figures 3 and 4.
import type { Plan } from '../language/plan';
import type { Spec } from '../language/spec';

/** A finding relative to the dense network. */
export interface PaperPoint {
  readonly density: number;
  readonly says: string;
  /** Test accuracy minus the dense network's. */
  readonly accuracyGain?: number;
  /** Early-stop iteration divided by the dense network's. */
  readonly iterationRatio?: number;
}

const lenet: readonly PaperPoint[] = [
  { density: 0.2107, iterationRatio: 0.62, says: 'early stop 38% earlier than the dense network' },
  { density: 0.1352, accuracyGain: 0.003, says: 'more than 0.3 points above the dense network' },
  { density: 0.0358, accuracyGain: 0, says: 'back at the dense network’s accuracy' },
];

/** Weight counts of LeNet-300-100's layers, which identify it. */
const LENET = '235200 30000 1000';

/** The paper's findings if the run repeats its experiment, otherwise none. */
export function paperPoints({ workload, prune }: Spec, { layers }: Plan): readonly PaperPoint[] {
  const prunable = layers.flatMap(({ parameters }) => parameters.filter((one) => one.prunable));
  const isLenet =
    'kind' in workload &&
    workload.kind === 'mnist' &&
    prunable.map(({ count }) => count).join(' ') === LENET &&
    'kind' in prune.schedule &&
    prune.schedule.kind === 'iterative';
  return isLenet ? lenet : [];
}
