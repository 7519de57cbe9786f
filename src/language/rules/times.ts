// Rules for times in training: none may lie beyond its end.
import { inIterations, sayDuration, type Epoch } from '../duration';
import { nodeAt, type Path } from '../located';
import { timesIn } from '../options';
import { quote } from '../words';
import { reportAt, type Facts } from './facts';

export function timeRules(facts: Facts, epoch: Epoch): void {
  const { root, spec } = facts;
  const { train, rewind } = spec;
  if (train.batch > epoch.examples) {
    reportAt(facts, ['train', 'batch'], {
      code: 'out-of-range',
      message: `A batch of ${train.batch} is larger than the ${epoch.examples} training examples.`,
    });
    return;
  }
  const iterations = inIterations(train.iterations, epoch);
  const tooLate = (path: Path, at: number, what: string): void => {
    const [n, end] = [at.toLocaleString('en-US'), iterations.toLocaleString('en-US')];
    const epochs = train.iterations.unit === 'epochs' ? ` (${sayDuration(train.iterations)})` : '';
    reportAt(facts, path, {
      code: 'beyond-end',
      message: `${what} ${n} iterations, but training ends after ${end}${epochs}.`,
    });
  };

  const every = inIterations(train.evaluate.every, epoch);
  if (every > iterations)
    tooLate(['train', 'evaluate', 'every'], every, 'The first evaluation would be after');

  if (typeof rewind.to !== 'string') {
    const to = inIterations(rewind.to, epoch);
    if (to >= iterations) tooLate(['rewind', 'to'], to, 'Pruned networks would start from');
  }

  train.schedule.forEach((choice, index) => {
    const place = nodeAt(root, ['train', 'schedule'])?.type === 'list' ? [index] : [];
    const kind = 'kind' in choice ? choice.kind : choice.module;
    for (const { path, iterations: at } of timesIn(choice.options, epoch)) {
      const what = `${quote(String(path[0] ?? ''))} of ${quote(kind)} is`;
      if (at > iterations) tooLate(['train', 'schedule', ...place, ...path], at, what);
    }
  });
}
