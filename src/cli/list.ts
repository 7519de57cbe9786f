import { listRuns } from '../runs/list';
import { UsageError, jsonOption, runsFolder, runsOption, type Command } from './command';
import { table } from './table';
import { print, printJson } from './print';

export const list: Command = {
  name: 'list',
  summary: 'list runs, newest first',
  usage: 'list [--runs FOLDER] [--json]',
  about: 'Lists the runs of a folder and their states, newest first.',
  options: { runs: runsOption, json: jsonOption },
  run(values, positionals) {
    if (positionals.length > 0)
      throw new UsageError('`ticket list` takes no arguments. Show a run with `ticket show RUN`.');
    const folder = runsFolder(values);
    const runs = listRuns(folder);
    if (values.json === true) printJson(runs);
    else if (runs.length === 0) print(`No runs in ${folder}. Start one with \`ticket run FILE\`.`);
    else {
      const rows = runs.map((run) => [
        run.path.split(/[\\/]/).at(-1) ?? run.name,
        run.state,
        `${run.finished}/${run.total}`,
        run.createdAt.slice(0, 16).replace('T', ' '),
      ]);
      print(table(['run', 'state', 'networks', 'started (UTC)'], rows));
    }
    return 0;
  },
};
