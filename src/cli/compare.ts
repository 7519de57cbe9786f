import path from 'node:path';
import { readCompared } from '../runner/compared';
import { compareFacts, compareResults } from '../runs/compare';
import { UsageError, findRun, jsonOption, runsOption, type Command } from './command';
import { comparison } from './comparison';
import { print, printJson } from './print';

export const compare: Command = {
  name: 'compare',
  summary: 'compare the specs and results of runs, round by round',
  usage: 'compare RUN RUN... [--all] [--json]',
  about: `Prints the differences between the specs, with defaults filled in and shorthand expanded, and between data, modules and
engines. Then prints test accuracy round by round where it differs, and each run's difference from the first. If runs
share seed and workload, Ticket pairs their trials by number; from three pairs on, it adds a 95% bootstrap interval.
RUN is a run directory, a run's name, or the beginning of the name.`,
  options: {
    runs: runsOption,
    all: { type: 'boolean', about: 'also print equal values' },
    json: jsonOption,
  },
  run(values, positionals) {
    if (positionals.length < 2) throw new UsageError('Specify at least two runs.');
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
