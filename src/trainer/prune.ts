// Computes the mask of a round from the trained weights and the mask of an earlier round.
import type { Masks, Weights } from '../lab/kinds';
import type { Tf } from '../lab/tf';
import type { Experiment } from './experiment';
import { shapesOf } from './tensor-files';

export interface PruneSource {
  /** Trained weights of the source round, by parameter. */
  readonly weights: Weights;
  /** Masks of the source round, by prunable parameter. */
  readonly masks: Masks;
  /** θ0 of the trial. */
  readonly init: Weights;
}

/** All ones: the mask of the dense network. */
export function denseMasks({ plan }: Pick<Experiment, 'plan'>): Masks {
  const prunable = plan.layers.flatMap((layer) => layer.parameters).filter((parameter) => parameter.prunable);
  return new Map(prunable.map((parameter) => [parameter.name, new Uint8Array(parameter.count).fill(1)]));
}

/**
 * The ticket's masks of a trial and round. Each pool keeps exactly its planned number of weights.
 *
 * @throws {Error} if the structure keeps a different number of weights, or revives a pruned one.
 */
export function pruneTo(
  tf: Tf,
  experiment: Experiment,
  trial: number,
  round: number,
  source: PruneSource,
): Masks {
  const { plan, criterion, structure } = experiment;
  const shapes = shapesOf(plan);
  const masks = new Map<string, Uint8Array>();
  for (const pool of plan.pools) {
    const parameters = pool.parameters.map((name) => {
      const shape = shapes.get(name) ?? [];
      const mask = of(source.masks, name);
      const scores = tf.tidy(() =>
        criterion.entry
          .score(
            tf,
            {
              weights: tf.tensor(of(source.weights, name), [...shape]),
              init: tf.tensor(of(source.init, name), [...shape]),
              random: experiment.random('criterion', trial, round, name),
            },
            criterion.options,
          )
          .dataSync<'float32'>(),
      );
      return { shape, mask, scores: Float32Array.from(scores) };
    });
    const keep = pool.keep[round] ?? 0;
    const projected = structure.entry.project(parameters, keep, structure.options);
    pool.parameters.forEach((name, i) => masks.set(name, projected[i] ?? new Uint8Array()));
    const left = pool.parameters.reduce((sum, name) => sum + countAlive(of(masks, name)), 0);
    if (left !== keep)
      throw new Error(
        `${structure.entry.name} kept ${left} weights of ${pool.parameters.join(', ')}, not ${keep}.`,
      );
    for (const name of pool.parameters) {
      const before = of(source.masks, name);
      if (of(masks, name).some((alive, i) => alive > (before[i] ?? 0))) {
        throw new Error(`${structure.entry.name} revived a pruned weight of ${name}.`);
      }
    }
  }
  return masks;
}

export function countAlive(mask: Uint8Array): number {
  let alive = 0;
  for (const value of mask) alive += value;
  return alive;
}

/** Applies masks: a survivor keeps its bits, a pruned weight becomes +0. Parameters without a mask stay unchanged. */
export function applyMasks(weights: Weights, masks: Masks): Weights {
  return new Map(
    [...weights].map(([name, values]) => {
      const mask = masks.get(name);
      return [name, mask ? values.map((value, i) => (mask[i] ? value : 0)) : values];
    }),
  );
}

function of<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`The parameter ${name} has no values.`);
  return value;
}
