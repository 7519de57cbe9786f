import { readStatus } from '../runs/state';
import { stopRun } from '../runner/stop';
import { findRun, only, runsOption, type Command } from './command';
import { print, say } from './print';

export const stop: Command = {
  name: 'stop',
  summary: 'stop a run so that it can be resumed',
  usage: 'stop RUN [--now]',
  about: `Asks a run to finish its current chunk, write checkpoints and exit. If it does not, Ticket sends a signal, then kills its
processes. RUN is a run directory, a run's name, or the beginning of the name.`,
  options: {
    runs: runsOption,
    now: { type: 'boolean', about: 'kill its processes at once; the run resumes from its last checkpoints' },
  },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const outcome = await stopRun(runDir, (step) => say(step), { now: values.now === true });
    const { state } = readStatus(runDir);
    if (outcome === 'not running') print(`The run is not running (${state}).`);
    else if (state === 'finished') print('The run finished before it stopped.');
    else print(`Run ${outcome}. Resume it with \`ticket resume ${positionals[0] ?? ''}\`.`);
    return 0;
  },
};
