import {
  alreadyInstalled,
  install,
  planInstall,
  type Installed,
  type InstallPlan,
} from '../runner/runtime/install';
import { agreed, canAsk } from './ask';
import { UsageError, exitCodes, jsonOption, type Command } from './command';
import { standardError } from './progress-display';
import { fetching } from './fetching';
import { interruptible } from './interrupt';
import { print, printJson, say } from './print';

export const runtime: Command = {
  name: 'runtime',
  summary: 'install TensorFlow, which trains faster than the embedded runtime',
  usage: 'runtime install [--gpu] [--yes] [--json]',
  about: `Downloads TensorFlow's library from the Python package index into the cache folder (TICKET_CACHE), connects it to Node,
and tests it before installing it. A previous installation stays until then. Ctrl-C keeps partial downloads, and the next
call resumes them. If TensorFlow is installed and works, the command does nothing.`,
  options: {
    gpu: { type: 'boolean', about: 'the build for NVIDIA GPUs, with CUDA libraries (Linux x64)' },
    yes: { type: 'boolean', short: 'y', about: 'do not ask for confirmation' },
    json: jsonOption,
  },
  async run(values, positionals) {
    if (positionals.length !== 1 || positionals[0] !== 'install')
      throw new UsageError('Specify a subcommand: `ticket runtime install`.');
    const plan = planInstall(values.gpu === true ? 'gpu' : 'cpu');
    const there = await alreadyInstalled(plan);
    if (there) {
      if (values.json === true) printJson(there);
      else print(`TensorFlow ${there.proof.library} is installed and works: ${there.folder}`);
      noteDevice(plan, there);
      return 0;
    }
    if (values.yes !== true && !(await agreedTo(plan))) {
      say('Cancelled. Installed nothing.');
      return exitCodes.interrupted;
    }
    const shown = fetching(standardError());
    const { folder, proof } = await interruptible((signal) =>
      install(plan, {
        signal,
        onNotice: shown.say,
        onProgress(progress) {
          if (progress.step === 'fetch') shown.take(progress.name, progress.doneBytes, progress.totalBytes);
          else if (progress.step === 'unpack')
            shown.take('Unpacking', progress.doneBytes, progress.totalBytes);
          else shown.say(progress.step === 'compile' ? 'Compiling the addon (about 15 s) …' : 'Testing it …');
        },
      }),
    ).finally(shown.clear);
    if (values.json === true) printJson({ folder, proof });
    else print(`TensorFlow ${proof.library} is ready: ${folder}`);
    noteDevice(plan, { proof });
    return 0;
  },
};

function noteDevice({ flavour }: InstallPlan, { proof }: Pick<Installed, 'proof'>): void {
  if (flavour === 'gpu' && proof.device === 'CPU')
    say(
      'TensorFlow loads, but finds no GPU, so Ticket could not test it on one. Run `ticket doctor` for details.',
    );
}

/** Prints the size of the installation and asks, if somebody can answer. */
async function agreedTo({
  version,
  flavour,
  folder,
  fetchBytes,
  unpackedBytes,
}: InstallPlan): Promise<boolean> {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const what = `TensorFlow ${version}${flavour === 'gpu' ? " with NVIDIA's CUDA libraries" : ''}: ${gigabytes(fetchBytes)} to download, ${gigabytes(unpackedBytes)} on disk in ${folder}`;
  if (!canAsk()) throw new UsageError(`${what}. Pass --yes to install it.`);
  return agreed(`${what}.\nInstall it?`);
}
