// What a run has come to, as the editor reads it: modules are asked in a trusted workspace alone.
import * as vscode from 'vscode';
import type { RunListing } from '../../runs/list';
import { outcomeOf, type Outcome } from '../../runs/outcome';
import type { Describe } from '../examine';
import { judge } from '../judge';
import { TrainerError } from '../trainer-process';
import { describeWithin } from './modules';
import { folderOfRun } from './work-folder';

/** Asks the modules of a run's spec. */
export function describeIn(context: vscode.ExtensionContext, { path, specPath }: RunListing): Describe {
  const ask = describeWithin(context, folderOfRun(path, specPath));
  return (asked) =>
    vscode.workspace.isTrusted
      ? ask(asked)
      : Promise.reject(new TrainerError('Modules are asked in a trusted workspace alone.'));
}

export const judgeWithin =
  (context: vscode.ExtensionContext) =>
  async (run: RunListing): Promise<Outcome> =>
    outcomeOf(await judge(run.path, describeIn(context, run)));
