// The command `Ticket: Check Experiment`: prints the plan of the active spec, or its problems.
import * as vscode from 'vscode';
import type { Readings } from '../../language/editor/readings';
import { printCombinations, printPlan, printProblem } from '../../language/print';

export function registerCheck(readings: Readings, output: vscode.OutputChannel): vscode.Disposable {
  return vscode.commands.registerCommand('ticket.check', () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'ticket-yaml') {
      void vscode.window.showInformationMessage('Open a .ticket.yaml file to check it.');
      return undefined;
    }
    const { spec, plan, combinations, problems } = readings.of(document).checked;
    const name = vscode.workspace.asRelativePath(document.uri);
    const lines = problems.map((problem) => printProblem(name, problem));
    if (spec && plan) lines.push(printPlan(spec, plan));
    if (combinations) lines.push(printCombinations(combinations));
    output.replace(`${lines.join('\n')}\n`);
    output.show(true);
    return { problems: problems.length, cells: plan?.cells };
  });
}
