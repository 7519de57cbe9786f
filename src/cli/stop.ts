import { readStatus } from '../runs/state';
import { stopRun } from '../runner/stop';
import { findRun, only, runsOption, type Command } from './command';
import { print, say } from './print';

export const stop: Command = {
  name: 'stop',
  summary: 'stop a run so that it can go on later',
  usage: 'stop RUN [--now]',
  about: `Asks a run to finish its chunk, write checkpoints and leave; sends a signal where it does not, and ends its
processes where that does not help. RUN is its folder, its name or the beginning of its name.`,
  options: {
    runs: runsOption,
    now: { type: 'boolean', about: 'end its processes at once; it resumes from the last checkpoints' },
  },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const outcome = await stopRun(runDir, (step) => say(step), { now: values.now === true });
    const { state } = readStatus(runDir);
    if (outcome === 'not running') print(`It is not running: it is ${state}.`);
    else if (state === 'finished') print('It has finished meanwhile.');
    else print(`It is ${outcome}. \`ticket resume ${positionals[0] ?? ''}\` goes on.`);
    return 0;
  },
};
