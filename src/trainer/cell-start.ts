// The start of a cell's training: θ0, the mask, and the weights that the survivors rewind to.
import type { ControlInput, Masks, Weights } from '../lab/kinds';
import { initialWeights } from '../lab/initializers';
import type { Tf } from '../lab/tf';
import { cellPlace } from '../runs/cells';
import type { RunPlace } from '../runs/damage';
import { initPath, type CellFile } from '../runs/layout';
import type { Place } from '../runs/checksums';
import type { Cell } from '../runs/types';
import { chosenControl, type Experiment } from './experiment';
import { applyMasks, denseMasks, pruneTo } from './prune';
import { readMasks, readWeights } from './tensor-files';
import { TICKET } from './schedule';
import type { CellStart } from './train';

/** Draws θ0 of a trial from the run's seed. */
export function drawInit({ layers, random }: Pick<Experiment, 'layers' | 'random'>, trial: number): Weights {
  return initialWeights(layers, random('init', trial));
}

/** Builds a cell's start from the files of the cells it depends on (see `madeFrom` in lineage.ts). */
export function startCell(
  tf: Tf,
  experiment: Experiment,
  { runDir, identity }: RunPlace,
  cell: Cell,
): CellStart {
  const { plan } = experiment;
  const { trial, round } = cell;
  const rewindTo = typeof plan.start.weights === 'object' ? plan.start.weights.iteration : undefined;
  if (round === 0) {
    return {
      trial,
      begin: { iteration: 0, learningRate: 'schedule' },
      weights: drawInit(experiment, trial),
      masks: denseMasks(experiment),
      ...(rewindTo !== undefined && { saveAt: rewindTo }),
    };
  }
  const ticket = (of: number, file: CellFile): Place =>
    cellPlace(identity, { trial, arm: TICKET, round: of }, file);
  const weightsIn = (place: Place): Weights => readWeights(runDir, place);
  const init = weightsIn({ run: identity, file: initPath(trial) });
  const source = plan.rounds[round]?.source ?? round - 1;
  const trained = (): Weights => weightsIn(ticket(source, 'weights.safetensors'));
  const rewound = (): Weights => {
    if (plan.start.weights === 'init') return init;
    return plan.start.weights === 'trained' ? trained() : weightsIn(ticket(0, 'rewind.safetensors'));
  };

  let start: { weights: Weights; masks: Masks };
  if (cell.arm === TICKET) {
    const before =
      source === 0 ? denseMasks(experiment) : readMasks(runDir, ticket(source, 'mask.safetensors'));
    const masks = pruneTo(tf, experiment, trial, round, { weights: trained(), masks: before, init });
    start = { weights: rewound(), masks };
  } else {
    start = controlStart(experiment, cell, {
      weights: rewound(),
      masks: readMasks(runDir, ticket(round, 'mask.safetensors')),
    });
  }
  const { iteration, learningRate } = plan.start;
  return {
    trial,
    begin: { iteration, learningRate },
    weights: applyMasks(start.weights, start.masks),
    masks: start.masks,
  };
}

/** A control's start: the ticket's start with the one change that defines the control. */
function controlStart(
  experiment: Experiment,
  cell: Cell,
  ticket: { weights: Weights; masks: Masks },
): { weights: Weights; masks: Masks } {
  const arm = experiment.plan.arms.find(({ name }) => name === cell.arm);
  if (!arm?.control) throw new Error(`The plan has no control called ${cell.arm}.`);
  const { entry, options } = chosenControl(arm.control.kind, arm.control.options);
  const input: ControlInput = {
    start: ticket.weights,
    masks: ticket.masks,
    fresh: (random) => initialWeights(experiment.layers, random),
    random: experiment.random('control', arm.group, arm.repeat, cell.trial, cell.round),
  };
  return entry.start(input, options);
}
