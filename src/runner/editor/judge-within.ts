// What a run has come to, as the editor reads it: modules are asked in a trusted workspace alone.
import * as vscode from 'vscode';
import type { RunListing } from '../../runs/list';
import { outcomeOf, type Outcome } from '../../runs/outcome';
import { judge } from '../judge';
import { TrainerError } from '../trainer-process';
import { describeWithin } from './modules';
import { folderOfRun } from './work-folder';

export const judgeWithin =
  (context: vscode.ExtensionContext) =>
  async ({ path, specPath }: RunListing): Promise<Outcome> => {
    const ask = describeWithin(context, folderOfRun(path, specPath));
    const { results, claims } = await judge(path, (module, question) =>
      vscode.workspace.isTrusted
        ? ask(module, question)
        : Promise.reject(new TrainerError('Modules are asked in a trusted workspace alone.')),
    );
    return outcomeOf(results, claims);
  };
