import path from 'node:path';
import { listing } from '../runs/list';
import { outcomeOf } from '../runs/outcome';
import { judge, notJudgedText, verdictCode } from '../runner/judge';
import { programFolder } from '../runner/trainer-process';
import { reportHtml } from '../webviews/report';
import { runData } from '../webviews/run-data';
import { findRun, only, runsOption, text, type Command } from './command';
import { forceOption, outputs, put } from './output';
import { print, say } from './print';

export const reportFile: Command = {
  name: 'report',
  summary: "write a run's charts and claims as one HTML file",
  usage: 'report RUN [--output FILE] [--force]',
  about: `Writes a self-contained HTML file with the run's charts, curves, numbers and claims. FILE may be a pipe or a device; - is
standard output. The exit code is 0 if all claims hold. RUN is a run directory, a run's name, or the beginning of the
name.`,
  options: {
    output: { type: 'string', value: 'FILE', about: 'the HTML file (default: NAME.html)' },
    force: forceOption,
    runs: runsOption,
  },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const name = text(values, 'output') ?? path.resolve(`${path.basename(runDir)}.html`);
    const [target] = await outputs([name], values);
    const judged = await judge(runDir);
    const run = { ...listing(runDir), outcome: outcomeOf(judged) };
    const html = reportHtml(runData(run, judged), path.join(programFolder(), 'webviews'));
    if (target) await put(target, html);
    // Print the path of a file only: nobody opens a pipe or a device after the command.
    if (target?.kind === 'file') print(path.resolve(name));
    if (judged.notJudged !== undefined) say(notJudgedText(judged.notJudged));
    return verdictCode(judged);
  },
};
