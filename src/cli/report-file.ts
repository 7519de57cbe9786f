import fs from 'node:fs';
import path from 'node:path';
import { exitCode } from '../runs/claims';
import { writeDurably } from '../runs/atomic';
import { listing } from '../runs/list';
import { outcomeOf } from '../runs/outcome';
import { judge } from '../runner/judge';
import { programFolder } from '../runner/trainer-process';
import { reportHtml } from '../webviews/report';
import { runData } from '../webviews/run-data';
import { findRun, only, runsOption, text, UsageError, type Command } from './command';

export const reportFile: Command = {
  name: 'report',
  summary: "write a run's charts and claims as one HTML file",
  usage: 'report RUN [--output FILE]',
  about: `Writes one HTML file with the run's charts, curves, numbers and claims, which needs nothing else and can be sent.
A file that is there is written over only with --force. The exit code says whether all claims hold.
RUN is its folder, its name or the beginning of its name.`,
  options: {
    output: { type: 'string', value: 'FILE', about: 'the file (default: NAME.html here)' },
    force: { type: 'boolean', about: 'write over a file that is there' },
    runs: runsOption,
  },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const file = path.resolve(text(values, 'output') ?? `${path.basename(runDir)}.html`);
    if (fs.existsSync(file) && values.force !== true)
      throw new UsageError(`${file} is there already. Name another --output, or say --force.`);
    const judged = await judge(runDir);
    const run = { ...listing(runDir), outcome: outcomeOf(judged.results, judged.claims) };
    writeDurably(file, reportHtml(runData(run, judged), path.join(programFolder(), 'webviews')));
    console.log(file);
    return exitCode(judged.claims);
  },
};
