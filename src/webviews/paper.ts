// What the paper reports for its networks, for charts of the same experiment: Frankle and Carbin, "The Lottery Ticket
// Hypothesis", ICLR 2019 (arXiv 1803.03635 v5), section 2 and figures 3 and 4.
import type { Plan } from '../language/plan';
import type { Spec } from '../language/spec';

/** A finding relative to the dense net. */
export interface PaperPoint {
  readonly density: number;
  readonly says: string;
  /** Test accuracy more than that of the dense net. */
  readonly accuracyGain?: number;
  /** Early-stop iteration as a share of the dense net's. */
  readonly iterationRatio?: number;
}

const lenet: readonly PaperPoint[] = [
  { density: 0.2107, iterationRatio: 0.62, says: 'early stop 38% earlier than the dense net' },
  { density: 0.1352, accuracyGain: 0.003, says: 'more than 0.3 points above the dense net' },
  { density: 0.0358, accuracyGain: 0, says: 'back at the dense net’s accuracy' },
];

/** The weights of LeNet-300-100's layers, which no other network on MNIST has. */
const LENET = '235200 30000 1000';

/** The paper's findings where the run is one of its experiments; none for others. */
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
