// What a run has come to, as the editor reads it: modules are asked in a trusted workspace alone.
import * as vscode from 'vscode';
import { outcomeOf, type Outcome } from '../../runs/outcome';
import { judge } from '../judge';
import { TrainerError } from '../trainer-process';
import { describeWithin } from './modules';
import { workFolder } from './work-folder';

export const judgeWithin =
  (context: vscode.ExtensionContext) =>
  async (path: string): Promise<Outcome> => {
    const ask = describeWithin(context, workFolder(vscode.Uri.file(path)));
    const { results, claims } = await judge(path, (module, question) =>
      vscode.workspace.isTrusted
        ? ask(module, question)
        : Promise.reject(new TrainerError('Modules are asked in a trusted workspace alone.')),
    );
    return outcomeOf(results, claims);
  };
