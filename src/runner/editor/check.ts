// The command `Ticket: Check Experiment`: prints the plan of a spec, or its problems.
import * as vscode from 'vscode';
import { languageId } from '../../language/editor/convert';
import { reached } from '../../language/editor/steps';
import type { ParsedDocuments } from '../../language/editor/parsed-documents';
import type { Called, Targets } from './target';
import { printCombinations, printPlan, printProblem } from '../../language/print';

export function registerCheck(
  documents: ParsedDocuments,
  targets: Targets,
  output: vscode.OutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand('ticket.check', async (called: Called) => {
    const active = vscode.window.activeTextEditor?.document;
    // An unsaved spec has no file yet.
    const isNew = called === undefined && active?.isUntitled === true && active.languageId === languageId;
    const uri = isNew ? active.uri : await targets.spec(called, 'Check Experiment');
    if (!uri) return undefined;
    const document = await vscode.workspace.openTextDocument(uri);
    const { spec, plan, combinations, problems } = documents.of(document).checked;
    const name = vscode.workspace.asRelativePath(document.uri);
    const lines = problems.map((problem) => printProblem(name, problem));
    if (spec && plan) lines.push(printPlan(spec, plan));
    if (combinations) lines.push(printCombinations(combinations));
    output.replace(`${lines.join('\n')}\n`);
    output.show(true);
    if (problems.every(({ severity }) => severity !== 'error')) reached('checked');
    return { problems: problems.length, cells: plan?.cells };
  });
}
