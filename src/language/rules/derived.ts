// Float32 range check of the scalars that an optimizer computes from its options and the schedule.
import { float32 } from '../exact';
import type { Plan } from '../plan';
import { lab } from '../schema';
import type { Choice, Spec } from '../spec';
import { quote } from '../words';
import { reportAt, type Facts } from './facts';

/** @param facts with a resolved spec, whose times are in iterations */
export function derivedRules(facts: Facts, { iterations }: Plan): void {
  const { optimizer: choice, schedule } = facts.spec.train;
  const optimizer = 'kind' in choice ? lab.optimizers.find(({ name }) => name === choice.kind) : undefined;
  if (!optimizer) return;
  const { learningRate } = choice.options as { learningRate: number };
  for (const at of [0, ...timesOf(schedule), iterations - 1].filter((time) => time < iterations)) {
    const factor = schedule.reduce((product, one) => product * factorOf(one, at, iterations), 1);
    const scalars = optimizer.scalars(choice.options, {
      learningRate: learningRate * factor,
      update: at + 1,
    });
    for (const [name, value] of Object.entries({ learningRate: learningRate * factor, ...scalars })) {
      const size = Math.abs(value);
      if (size === 0 || (size >= float32.smallest && size <= float32.largest)) continue;
      reportAt(facts, ['train', factor === 1 ? 'optimizer' : 'schedule'], {
        code: 'out-of-range',
        message: `At iteration ${at}, ${quote(name)} of the optimizer would be ${value}, which float32 rounds to ${size < 1 ? 0 : 'infinity'}.`,
        remedy: 'Change the options that it follows from.',
      });
      return;
    }
  }
}

/** Every whole number in the options of a schedule; its times are among them. */
function timesOf(schedule: Spec['train']['schedule']): readonly number[] {
  const numbers = (value: unknown): readonly number[] =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(numbers)
        : [];
  return schedule.flatMap(({ options }) => numbers(options));
}

function factorOf(choice: Choice, at: number, iterations: number): number {
  const entry = 'kind' in choice ? lab.learningRates.find(({ name }) => name === choice.kind) : undefined;
  return entry?.factor(choice.options, at, iterations) ?? 1;
}
