// Commands that run the command line in a terminal of the editor: what it prints there is what it prints anywhere.
import path from 'node:path';
import * as vscode from 'vscode';
import { EnvironmentError } from '../problem';
import { nodeProgram, programFolder } from '../trainer-process';
import { editorPlaces } from './places';
import { runsOf, workFolder } from './spec-runs';

/** Registers `ticket.run`, `ticket.resume`, `ticket.showResults` and `ticket.compare`; each takes the spec's address. */
export function registerCommandLine(context: vscode.ExtensionContext): vscode.Disposable {
  const run = (name: string, title: string, args: (uri: vscode.Uri) => readonly string[] | undefined) =>
    vscode.commands.registerCommand(name, async (given?: vscode.Uri) => {
      const uri = given ?? vscode.window.activeTextEditor?.document.uri;
      if (uri?.scheme !== 'file' || !uri.fsPath.endsWith('.ticket.yaml')) {
        void vscode.window.showInformationMessage('Open a .ticket.yaml file first.');
        return undefined;
      }
      // A keybinding or another extension does not ask whether the command is enabled.
      if (!vscode.workspace.isTrusted) {
        void vscode.window.showInformationMessage('Trust this workspace first: this runs what it has.');
        return undefined;
      }
      await vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())?.save();
      const words = args(uri);
      if (!words) {
        void vscode.window.showInformationMessage(
          'There is no run of this spec yet: _Ticket: Run_ starts one.',
        );
        return undefined;
      }
      return execute(context, uri, title, words);
    });
  const lastRuns = (uri: vscode.Uri, count: number): readonly string[] | undefined => {
    const paths = runsOf(uri).map((one) => one.path);
    return paths.length < count ? undefined : paths.slice(0, count);
  };
  return vscode.Disposable.from(
    run('ticket.run', 'run', ({ fsPath }) => ['run', fsPath]),
    run('ticket.resume', 'resume', (uri) => {
      const [last] = lastRuns(uri, 1) ?? [];
      return last === undefined ? undefined : ['resume', last];
    }),
    run('ticket.showResults', 'results', (uri) => {
      const [last] = lastRuns(uri, 1) ?? [];
      return last === undefined ? undefined : ['show', last];
    }),
    run('ticket.compare', 'compare', (uri) => {
      const both = lastRuns(uri, 2);
      return both && ['compare', ...both.toReversed()];
    }),
  );
}

/** Runs the command line; resolves to its task once it has begun. */
async function execute(
  context: vscode.ExtensionContext,
  uri: vscode.Uri,
  title: string,
  words: readonly string[],
): Promise<vscode.TaskExecution | undefined> {
  const { env = process.env, named } = await editorPlaces(context);
  let node: string;
  try {
    node = nodeProgram(env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    void vscode.window.showErrorMessage(error.message);
    return undefined;
  }
  const own = {
    ...(env.TICKET_NODE && { TICKET_NODE: env.TICKET_NODE }),
    ...(named && { TICKET_TENSORFLOW: named }),
  };
  // Arguments go as an array and through no shell.
  const program = new vscode.ProcessExecution(node, [path.join(programFolder(), 'cli.js'), ...words], {
    cwd: workFolder(uri),
    env: own,
  });
  const name = `${title} ${path.basename(uri.fsPath)}`;
  const task = new vscode.Task(
    { type: 'ticket', words },
    vscode.TaskScope.Workspace,
    name,
    'ticket',
    program,
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return vscode.tasks.executeTask(task);
}
