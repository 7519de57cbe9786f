import path from 'node:path';
import { visible } from '../escape/terminal';
import { check } from '../language/check';
import { specRefusal } from '../runner/judge';
import { EnvironmentError } from '../runner/problem';
import { bytes } from '../language/print';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { spareFiles, type Keep, type SpareFile, type SpareKind } from '../runs/spare';
import { pruneFiles, refuseWhileHeld } from '../runner/prune-files';
import { agreed, canAsk } from './ask';
import { UsageError, exitCodes, findRun, jsonOption, only, runsOption, text, type Command } from './command';
import { print, printJson, say } from './print';

const KEEPS = ['tickets', 'masks'] as const satisfies readonly Keep[];

export const pruneFilesCommand: Command = {
  name: 'prune-files',
  summary: 'free disk space: delete weights that a run need not keep, and leftover files',
  usage: 'prune-files RUN [--keep tickets|masks] [--yes] [--json]',
  about: `Lists the files of a run that can be deleted, with their sizes, asks, and deletes them: the weights that \`keep\` does not
keep, files set aside as damaged, and files that a killed run left in tmp/. Ticket always keeps initial weights, masks,
metrics, and everything that further rounds or controls need, so you can still show, resume and extend the run and
export its tickets. You cannot export deleted trained weights, and Ticket does not train them again. The command refuses
while the run is active. RUN is a run directory, a run's name, or the beginning of the name.`,
  options: {
    runs: runsOption,
    keep: {
      type: 'string',
      value: 'WHOSE',
      about:
        "weights to keep: tickets, or masks for only those that training needs (default: the spec's run.keep)",
    },
    yes: { type: 'boolean', short: 'y', about: 'do not ask for confirmation' },
    json: jsonOption,
  },
  async run(values, positionals) {
    const word = only(positionals, 'a run');
    const asked = text(values, 'keep');
    const wanted = KEEPS.find((one) => one === asked);
    if (asked !== undefined && !wanted)
      throw new UsageError(`--keep must be one of ${KEEPS.join(', ')}, not ${asked}.`);
    const runDir = findRun(word, values);
    const frozen = readFrozenSpec(runDir, readManifest(runDir));
    const refused = specRefusal(frozen);
    if (refused !== undefined && !wanted)
      throw new EnvironmentError(
        `This version of Ticket rejects the frozen spec, so it cannot read \`run.keep\`: ${refused}`,
        'Set the policy with --keep.',
      );
    const ofSpec = check(frozen).spec?.run.keep;
    const keep = wanted ?? ofSpec ?? 'tickets';
    refuseWhileHeld(runDir);

    const json = values.json === true;
    const tell = (files: readonly SpareFile[], freed: boolean): void => {
      if (json) printJson({ path: runDir, keep, sizeBytes: sizeOf(files), freed, files });
      else print(freed ? `Freed ${bytes(sizeOf(files))}.` : planText(runDir, keep, files));
    };
    const spare = spareFiles(runDir, keep);
    if (spare.length === 0 || (values.yes !== true && !canAsk())) {
      tell(spare, false);
      if (spare.length === 0) return 0;
      throw new UsageError('Freed nothing. Pass --yes to confirm.');
    }
    const announce = (files: readonly SpareFile[]): void => {
      if (!json) tell(files, false);
    };
    if (values.yes !== true) {
      announce(spare);
      if (!(await agreed(`Free ${bytes(sizeOf(spare))}?`))) {
        say('Cancelled. Freed nothing.');
        return exitCodes.interrupted;
      }
    }
    tell(await pruneFiles(runDir, keep, values.yes === true ? announce : undefined), true);
    if (wanted && ofSpec && ofSpec !== 'masks' && ofSpec !== wanted) {
      say(
        `The spec keeps the weights of ${ofSpec === 'all' ? 'all networks' : 'the tickets'}, also of networks trained from now on. To change that, set \`run: { keep: ${wanted} }\` in it.`,
      );
    }
    return 0;
  },
};

const names: Readonly<Record<SpareKind, string>> = {
  tickets: 'trained weights of tickets',
  controls: 'trained weights of controls',
  damaged: 'damaged files',
  tmp: 'leftovers in tmp/',
};

const sizeOf = (files: readonly SpareFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
const counted = (files: readonly SpareFile[]): string =>
  `${files.length} file${files.length === 1 ? '' : 's'}`;

function planText(runDir: string, keep: Keep, files: readonly SpareFile[]): string {
  const place = visible(path.relative('.', runDir) || runDir);
  if (files.length === 0) return `Nothing to free in ${place} (keep: ${keep}).`;
  const rows = Object.entries(names).flatMap(([kind, name]) => {
    const some = files.filter((file) => file.kind === kind);
    return some.length === 0 ? [] : [`  ${name.padEnd(27)}  ${counted(some)}, ${bytes(sizeOf(some))}`];
  });
  return [`${place} (keep: ${keep}): ${counted(files)}, ${bytes(sizeOf(files))} to free`, ...rows].join('\n');
}
