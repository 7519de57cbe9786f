// A run's outcome in the editor. Loads the spec's modules only in a trusted workspace.
import * as vscode from 'vscode';
import type { RunListing } from '../../runs/list';
import { outcomeOf, type Outcome } from '../../runs/outcome';
import type { Describe } from '../examine';
import { judge } from '../judge';
import { TrainerError } from '../trainer-process';
import { describeWithin } from './modules';
import { folderOfRun } from './work-folder';

/** Describes the modules of a run's spec. */
export function describeIn(context: vscode.ExtensionContext, { path, specPath }: RunListing): Describe {
  const ask = describeWithin(context, folderOfRun(path, specPath));
  return (asked) =>
    vscode.workspace.isTrusted
      ? ask(asked)
      : Promise.reject(new TrainerError('Ticket loads modules only in a trusted workspace.'));
}

export const judgeWithin =
  (context: vscode.ExtensionContext) =>
  async (run: RunListing): Promise<Outcome> =>
    outcomeOf(await judge(run.path, describeIn(context, run)));
