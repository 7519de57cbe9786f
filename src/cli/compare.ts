import path from 'node:path';
import { readCompared } from '../runner/compared';
import { compareFacts, compareResults } from '../runs/compare';
import { UsageError, findRun, jsonOption, runsOption, type Command } from './command';
import { comparison } from './comparison';
import { print, printJson } from './print';

export const compare: Command = {
  name: 'compare',
  summary: 'say what differs between runs: their specs, and round by round their numbers',
  usage: 'compare RUN RUN... [--all] [--json]',
  about: `Prints what the specs do not have in common, with defaults filled in and shorthands written out, and the data, modules
and engine; then the runs' test accuracies round by round, where they are not equal, and what each has more than the first
run. Where runs share seed and workload, trials of the same number are compared with each other, and from three of them
on the difference has a 95% bootstrap interval. RUN is a run's folder, its name or the beginning of its name.`,
  options: {
    runs: runsOption,
    all: { type: 'boolean', about: 'print also what is equal' },
    json: jsonOption,
  },
  run(values, positionals) {
    if (positionals.length < 2) throw new UsageError('Name at least two runs.');
    const places = positionals.map((word) => findRun(word, values));
    const runs = places.map(readCompared);
    const all = values.all === true;
    const facts = compareFacts(runs, all);
    const rounds = compareResults(runs, all);
    if (values.json === true) {
      printJson({
        runs: runs.map(({ results: { name, identity, title, computedWith, trials } }, index) => ({
          path: places[index],
          name,
          identity,
          title,
          trials,
          computedWith,
        })),
        facts,
        rounds,
      });
    } else
      print(
        comparison(
          places.map((place) => path.basename(place)),
          runs,
          facts,
          rounds,
        ),
      );
    return 0;
  },
};
